package io.rookery.bench.micro;

import io.rookery.xmpp.stream.Parsed;
import io.rookery.xmpp.stream.StreamFramer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// From bytes of a socket to a stanza.
@State(Scope.Thread)
public class ReadingBenchmark {
    private final StreamFramer framer = Sample.framer();

    /// Finds the element's end, and copies it out.
    @Benchmark
    public byte[] frame() {
        framer.feed(Sample.BYTES, 0, Sample.BYTES.length);
        StreamFramer.Event event = framer.next();
        if (event == StreamFramer.Event.NEEDS_INPUT) {
            throw new IllegalStateException("frame: none (expected: one)");
        }
        byte[] frame = framer.frame();
        framer.next();
        return frame;
    }

    /// Header, marks and payload of a framed element.
    @Benchmark
    public Parsed parse() {
        return Sample.PARSER.parse(Sample.BYTES, Sample.CONTEXT);
    }
}
