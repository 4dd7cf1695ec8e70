package io.rookery.testkit.transcript;

import io.rookery.xmpp.jid.BareJid;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One step of a transcript.
///
/// @param line where it begins, from 1
/// @param client who acts, empty when nobody does
public record Step(int line, String client, Action action) {
    /// What happens, or must happen.
    public sealed interface Action {}

    /// The client sends this text, placeholders replaced.
    public record Send(String text) implements Action {}

    /// The client receives these elements, in this order.
    public record Receive(List<String> xml) implements Action {
        public Receive {
            xml = List.copyOf(xml);
        }
    }

    /// The client receives nothing.
    ///
    /// @param during null for as long as anything under way takes
    public record ReceiveNothing(@Nullable Duration during) implements Action {}

    /// Everybody receives these, in any order.
    public record Unordered(List<Step> steps) implements Action {
        public Unordered {
            steps = List.copyOf(steps);
        }
    }

    /// The client connects and binds.
    public record Connect() implements Action {}

    /// A raw connection opens a stream to the first domain and reads header and features.
    public record Open() implements Action {}

    /// A raw connection opens a stream and logs in; the stream that follows is not open yet.
    public record LogIn(BareJid user) implements Action {}

    /// A raw connection sends bytes, given as pairs of hexadecimal digits.
    public record SendBytes(String hex) implements Action {}

    /// A raw connection does a TLS handshake and expects a new stream header (RFC 6120 §5.4.3).
    public record Secure() implements Action {}

    /// The client's socket is cut.
    public record Disconnect() implements Action {}

    /// The client closes its stream.
    public record Close() implements Action {}

    /// The server closes the client's stream.
    public record IsClosed() implements Action {}

    /// The client connects and resumes its session (XEP-0198 §5).
    ///
    /// @param answer what it gets instead of `<resumed/>`, null when it is resumed
    public record Resume(@Nullable String answer) implements Action {}

    /// The client acknowledges all that it has received (XEP-0198 §4).
    public record Acknowledge() implements Action {}

    /// Time passes.
    public record Pass(Duration time) implements Action {}
}
