package io.rookery.xmpp.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Marks;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Payload;
import io.rookery.xmpp.stanza.Presence;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Limits;
import io.rookery.xmpp.xml.Namespaces;
import io.rookery.xmpp.xml.RandomElements;
import io.rookery.xmpp.xml.Scope;
import io.rookery.xmpp.xml.XmlWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StanzaPropertyTest {

    private static final long SEED = Long.getLong("rookery.seed", 6121L);
    private static final int ROUNDS = 2000;

    private final RandomGenerator random = new SplittableRandom(SEED);
    private final RandomElements elements = new RandomElements(random);
    private final StanzaParser parser = new StanzaParser(Limits.authenticated());
    private final StreamContext client = context(Namespaces.CLIENT);
    private final StreamContext server = context(Namespaces.SERVER);

    @Test
    void a_stanza_that_is_written_and_parsed_is_the_same_on_every_kind_of_stream() {
        for (int i = 0; i < ROUNDS; i++) {
            Stanza stanza = stanza();

            assertSame(stanza, Scope.STREAM, client);
            assertSame(stanza, Scope.STREAM, server);
            assertSame(stanza, Scope.DOCUMENT, StreamContext.webSocket());
        }
    }

    private void assertSame(Stanza stanza, Scope scope, StreamContext stream) {
        XmlWriter writer = new XmlWriter(scope);
        stanza.writeTo(writer);

        Parsed parsed = parser.parse(writer.toBytes(), stream);

        String hint = "seed " + SEED + ": " + writer;
        assertThat(parsed).as(hint).isEqualTo(new Parsed.Accepted(stanza));
        Payload payload = ((Parsed.Accepted) parsed).stanza().payload();
        assertThat(payload.marks()).as(hint).isEqualTo(stanza.payload().marks());
        assertThat(payload.bytes()).as(hint).isEqualTo(stanza.payload().bytes());
    }

    @Test
    void a_payload_keeps_its_elements_and_marks_however_it_is_made() {
        for (int i = 0; i < ROUNDS; i++) {
            List<Element> first = elements.several();
            List<Element> second = elements.several();
            List<Element> both = new ArrayList<>(first);
            both.addAll(second);
            String hint = "seed " + SEED + ": " + both;

            Payload payload = Payload.of(first).plus(second);
            Payload reread = Payload.parse(payload.bytes());

            assertThat(payload.elements()).as(hint).isEqualTo(both);
            assertThat(reread).as(hint).isEqualTo(payload);
            assertThat(reread.marks()).as(hint).isEqualTo(payload.marks());
            assertThat(Marks.parse(payload.marks().toBytes())).as(hint).isEqualTo(payload.marks());
        }
    }

    private Stanza stanza() {
        String id = random.nextBoolean() ? "id" + random.nextInt() : null;
        String lang = random.nextBoolean() ? "de" : null;
        Payload payload = Payload.of(elements.several());
        return switch (random.nextInt(3)) {
            case 0 -> new Message(jid(), jid(), id, lang, any(Message.Type.values()), payload);
            case 1 -> new Presence(jid(), jid(), id, lang, any(Presence.Type.values()), payload);
            default ->
                    new Iq(
                            jid(),
                            jid(),
                            "i" + random.nextInt() + elements.text(),
                            lang,
                            random.nextBoolean() ? Iq.Type.GET : Iq.Type.SET,
                            Payload.of(elements.next()));
        };
    }

    private @Nullable Jid jid() {
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> Jid.parse("acme.test");
            case 2 -> Jid.parse("juliet@acme.test");
            default -> Jid.of("romeo", "acme.test", "<'\"> & " + random.nextInt(10));
        };
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private StreamContext context(String contentNamespace) {
        byte[] header = StreamHeader.NONE.toBytes(contentNamespace, false);
        return StreamContext.parse(header, parser.input());
    }
}
