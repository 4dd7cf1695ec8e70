package io.rookery.testkit.net;

import io.rookery.xmpp.xml.Element;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A stream on which domains have other names on the server than here.
public final class RenamedStream implements XmlStream {
    private final XmlStream stream;
    private final Names names;

    public RenamedStream(XmlStream stream, Names names) {
        this.stream = stream;
        this.names = names;
    }

    @Override
    public void open(String domain) {
        stream.open(names.domain(domain));
    }

    @Override
    public void restart() {
        stream.restart();
    }

    @Override
    public void send(String text) {
        stream.send(names.outward(text));
    }

    @Override
    public void end() {
        stream.end();
    }

    @Override
    public @Nullable Element next(Duration most) {
        Element element = stream.next(most);
        return element == null ? null : names.inward(element);
    }

    @Override
    public boolean isOver() {
        return stream.isOver();
    }

    @Override
    public Pipe pipe() {
        return new RenamedPipe(stream.pipe(), names);
    }

    private record RenamedPipe(Pipe pipe, Names names) implements Pipe {
        @Override
        public void send(byte[] bytes) {
            pipe.send(bytes);
        }

        @Override
        public byte @Nullable [] receive(Duration most) {
            return pipe.receive(most);
        }

        @Override
        public void secure(String domain) {
            pipe.secure(names.domain(domain));
        }

        @Override
        public void cut() {
            pipe.cut();
        }
    }
}
