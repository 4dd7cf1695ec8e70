package io.rookery.edge.bind;

import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.jid.JidFormatException;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Payload;
import io.rookery.xmpp.xml.Element;
import org.jspecify.annotations.Nullable;

/// Reads and answers requests to bind a resource.
public final class ResourceBinding {
    private static final String NAMESPACE = "urn:ietf:params:xml:ns:xmpp-bind";

    /// The stream feature (RFC 6120 §7.4).
    public static final Element FEATURE = Element.of("bind", NAMESPACE);

    private ResourceBinding() {}

    /// What a request asks for.
    public sealed interface Wish {
        /// This resource; empty lets the account choose (RFC 6120 §7.6).
        record Resource(String resource) implements Wish {}

        /// Nothing that can be given.
        record Wrong(StanzaError error) implements Wish {}
    }

    /// True for an IQ request about binding.
    public static boolean isRequest(Iq iq) {
        Element query = iq.isRequest() ? iq.query() : null;
        return query != null && query.is("bind", NAMESPACE);
    }

    /// True for a request of a stream that has a resource already (RFC 6120 §7.6.2.2). Reads no
    /// payload: it is asked of every IQ.
    public static boolean isLate(Iq iq, BareJid user) {
        return iq.isRequest()
                && NAMESPACE.equals(iq.payload().marks().firstNamespace())
                && isForServer(iq.to(), user);
    }

    /// Reads a request for which [#isRequest] holds.
    public static Wish read(Iq request, BareJid user) {
        Element bind = request.query();
        if (bind == null || request.type() != Iq.Type.SET || !isForServer(request.to(), user)) {
            return new Wish.Wrong(StanzaError.of(Condition.BAD_REQUEST));
        }
        String resource = bind.childText("resource");
        if (resource == null || resource.isEmpty()) {
            return new Wish.Resource("");
        }
        try {
            return new Wish.Resource(user.withResource(resource).resource());
        } catch (JidFormatException e) {
            return new Wish.Wrong(StanzaError.of(Condition.BAD_REQUEST)); // RFC 6120 §7.7.2.1
        }
    }

    private static boolean isForServer(@Nullable Jid to, BareJid user) {
        return to == null || to.equals(user) || to.equals(user.domainJid());
    }

    /// The answer that names the session's full JID.
    public static Iq result(Iq request, FullJid jid) {
        Element bind = Element.builder("bind", NAMESPACE).child("jid", jid.toString()).build();
        return new Iq(null, null, request.id(), null, Iq.Type.RESULT, Payload.of(bind));
    }
}
