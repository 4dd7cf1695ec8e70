package io.rookery.xmpp.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.xmpp.delay.Delay;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Payload;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ForwardedTest {

    @Test
    void a_stanza_is_forwarded_with_its_own_namespace_and_delay() {
        Message message =
                Message.of(Jid.parse("a@b/c"), Jid.parse("d@e"), "m", Message.Type.CHAT, "hi");
        Delay delay = new Delay(Instant.EPOCH, null, null);

        Payload payload = Payload.written(new Forwarded(message, delay)::writeTo);

        assertThat(payload)
                .hasToString(
                        "<forwarded xmlns='urn:xmpp:forward:0'>"
                                + "<delay xmlns='urn:xmpp:delay' stamp='1970-01-01T00:00:00.000Z'/>"
                                + "<message xmlns='jabber:client' from='a@b/c' to='d@e' id='m'"
                                + " type='chat'><body>hi</body></message></forwarded>");
    }
}
