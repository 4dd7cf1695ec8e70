package io.rookery.bench.micro;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.rookery.routing.port.Envelopes;
import io.rookery.routing.wire.Direction;
import io.rookery.routing.wire.LogRecord;
import io.rookery.routing.wire.Stored;
import io.rookery.xmpp.stanza.Stanza;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// The archive's codec: a message as a record of the log, and back.
@State(Scope.Thread)
public class RecordBenchmark {
    private static final ByteString SIXTEEN = ByteString.copyFrom(new byte[16]);

    private final byte[] written = encode();

    @Benchmark
    public byte[] encode() {
        return LogRecord.newBuilder()
                .setEpoch(1)
                .setTenant(SIXTEEN)
                .setOwner("romeo@acme.test")
                .setStored(
                        Stored.newBuilder()
                                .setId(SIXTEEN)
                                .setStampMillis(1_700_000_000_000L)
                                .setDirection(Direction.RECEIVED)
                                .setPeer("juliet@acme.test/balcony")
                                .setStanza(Envelopes.of(Sample.PARSED)))
                .build()
                .toByteArray();
    }

    @Benchmark
    public Stanza decode() throws InvalidProtocolBufferException {
        return Envelopes.open(LogRecord.parseFrom(written).getStored().getStanza());
    }
}
