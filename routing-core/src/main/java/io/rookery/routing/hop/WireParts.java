package io.rookery.routing.hop;

import com.google.protobuf.ByteString;
import io.rookery.routing.port.Envelopes;
import io.rookery.routing.wire.WireIngressKey;
import io.rookery.routing.wire.WireNumbered;
import io.rookery.routing.wire.WireStanzaError;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.xml.Element;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/// The parts that messages between processes and records of the log share, to and from protobuf.
public final class WireParts {
    private WireParts() {}

    /// A session id as the 16 bytes that the wire has.
    public static ByteString bytes(SessionId id) {
        return ByteString.copyFrom(id.bytes());
    }

    /// Reads [#bytes(SessionId)].
    public static SessionId session(ByteString bytes) {
        return SessionId.ofBytes(bytes.toByteArray());
    }

    /// An ingress key.
    public static WireIngressKey key(IngressKey key) {
        return WireIngressKey.newBuilder()
                .setSession(bytes(key.session()))
                .setNumber(key.number())
                .build();
    }

    /// Reads [#key(IngressKey)].
    public static IngressKey key(WireIngressKey key) {
        return new IngressKey(session(key.getSession()), key.getNumber());
    }

    /// A stanza error.
    public static WireStanzaError error(StanzaError error) {
        WireStanzaError.Builder wire =
                WireStanzaError.newBuilder()
                        .setType(error.type().wireName())
                        .setCondition(error.condition().wireName());
        if (error.text() != null) {
            wire.setText(error.text());
        }
        if (error.appCondition() != null) {
            wire.setAppCondition(error.appCondition().toXml());
        }
        return wire.build();
    }

    /// Reads [#error(StanzaError)].
    public static StanzaError error(WireStanzaError wire) {
        Condition condition = Condition.named(wire.getCondition());
        StanzaError.Type type = StanzaError.Type.named(wire.getType());
        StanzaError error =
                StanzaError.of(condition == null ? Condition.UNDEFINED_CONDITION : condition);
        if (type != null) {
            error = error.withType(type);
        }
        if (!wire.getText().isEmpty()) {
            error = error.withText(wire.getText(), "en");
        }
        return wire.getAppCondition().isEmpty()
                ? error
                : error.withAppCondition(Element.parse(wire.getAppCondition()));
    }

    /// A stanza with its number and its name.
    public static WireNumbered numbered(NumberedStanza stanza) {
        WireNumbered.Builder wire =
                WireNumbered.newBuilder()
                        .setNumber(stanza.number())
                        .setStanza(Envelopes.of(stanza.stanza()));
        StanzaError fault = stanza.fault();
        if (fault != null) {
            wire.setFault(error(fault));
        }
        NumberedStanza.Name name = stanza.name();
        if (name != null) {
            wire.setStanzaId(bytes(name.stanzaId()))
                    .setKey(key(name.key()))
                    .setRecorded(name.recorded());
        }
        return wire.build();
    }

    /// Reads [#numbered(NumberedStanza)].
    public static NumberedStanza numbered(WireNumbered wire) {
        return new NumberedStanza(
                wire.getNumber(),
                Envelopes.open(wire.getStanza()),
                wire.hasFault() ? error(wire.getFault()) : null,
                wire.hasKey()
                        ? new NumberedStanza.Name(
                                uuid(wire.getStanzaId()), key(wire.getKey()), wire.getRecorded())
                        : null);
    }

    /// Stanzas in order.
    public static List<WireNumbered> toWire(List<NumberedStanza> stanzas) {
        return stanzas.stream().map(WireParts::numbered).toList();
    }

    /// Reads [#toWire].
    public static List<NumberedStanza> fromWire(List<WireNumbered> stanzas) {
        return stanzas.stream().map(WireParts::numbered).toList();
    }

    private static ByteString bytes(UUID id) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(16)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .flip());
    }

    private static UUID uuid(ByteString bytes) {
        ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
