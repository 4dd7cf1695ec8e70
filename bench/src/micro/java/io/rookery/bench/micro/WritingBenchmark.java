package io.rookery.bench.micro;

import io.rookery.xmpp.xml.XmlWriter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// From a stanza to bytes for a socket.
@State(Scope.Thread)
public class WritingBenchmark {
    private final XmlWriter writer = new XmlWriter(io.rookery.xmpp.xml.Scope.STREAM);

    @Benchmark
    public int write() {
        Sample.PARSED.writeTo(writer);
        int size = writer.size();
        writer.reset();
        return size;
    }
}
