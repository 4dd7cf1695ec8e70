package io.rookery.bench.micro;

import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stream.Parsed;
import io.rookery.xmpp.stream.StanzaParser;
import io.rookery.xmpp.stream.StreamContext;
import io.rookery.xmpp.stream.StreamFramer;
import io.rookery.xmpp.xml.Limits;
import java.nio.charset.StandardCharsets;

/// What is measured with: the message of a phone, 401 bytes, on a TCP stream.
final class Sample {
    static final StanzaParser PARSER = new StanzaParser(Limits.authenticated());

    private static final String HEADER =
            "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'"
                    + " to='acme.test' version='1.0'>";
    private static final String MESSAGE =
            "<message to='romeo@acme.test/phone' type='chat' id='4b7e1c2a'><body>But soft, what"
                    + " light through yonder window breaks? It is the east, and Juliet is the sun."
                    + " Arise, fair sun, and kill the envious moon.</body><request"
                    + " xmlns='urn:xmpp:receipts'/><active"
                    + " xmlns='http://jabber.org/protocol/chatstates'/><markable"
                    + " xmlns='urn:xmpp:chat-markers:0'/><origin-id xmlns='urn:xmpp:sid:0'"
                    + " id='4b7e1c2a'/></message>";

    static final byte[] BYTES = MESSAGE.getBytes(StandardCharsets.UTF_8);
    static final StreamContext CONTEXT = context();
    static final Message PARSED = message(PARSER.parse(BYTES, CONTEXT));

    private Sample() {}

    /// A framer behind its stream's header.
    static StreamFramer framer() {
        StreamFramer framer = new StreamFramer(Limits.authenticated().maxFrameBytes());
        byte[] header = HEADER.getBytes(StandardCharsets.UTF_8);
        framer.feed(header, 0, header.length);
        while (framer.next() != StreamFramer.Event.NEEDS_INPUT) {
            // The header is all there is.
        }
        return framer;
    }

    private static StreamContext context() {
        return StreamContext.parse(HEADER.getBytes(StandardCharsets.UTF_8), PARSER.input());
    }

    private static Message message(Parsed parsed) {
        if (parsed instanceof Parsed.Accepted(Message message)) {
            return message;
        }
        throw new IllegalStateException("sample: " + parsed + " (expected: a message)");
    }
}
