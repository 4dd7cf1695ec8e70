package io.rookery.edge;

import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Presence;
import io.rookery.xmpp.stanza.Stanza;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What an edge counts. Called on many threads, often: implementations only add.
public interface EdgeMeter {
    /// Counts nothing.
    EdgeMeter NONE = new EdgeMeter() {};

    /// What crosses a stream.
    enum Unit {
        MESSAGE,
        PRESENCE,
        IQ,
        /// Negotiation, stream management, client state.
        OTHER;

        /// What a stanza is.
        public static Unit of(Stanza stanza) {
            return switch (stanza) {
                case Message message -> MESSAGE;
                case Presence presence -> PRESENCE;
                case Iq iq -> IQ;
            };
        }
    }

    /// Why nothing is read from a client for a while.
    enum Hold {
        /// The account has not confirmed enough.
        WINDOW,
        /// The client sends faster than it may.
        RATE,
        /// The client does not read what is written.
        WRITE,
        /// All clients of its domain together send faster than they may.
        DOMAIN,
        /// All clients of its tenant together send faster than they may.
        TENANT
    }

    /// Where the stanzas lie that a slow reader lost its socket for.
    enum SlowReader {
        /// In the socket's queue.
        SOCKET,
        /// Written, and not acknowledged by the client.
        UNTAKEN
    }

    /// A client's socket was accepted by the listener of this name.
    default void opened(String listener) {}

    /// That socket is closed.
    default void closed(String listener) {}

    /// A socket was closed at once, because there are too many.
    default void refused(String listener) {}

    /// A TLS handshake ended.
    default void handshake(boolean succeeded, Duration took) {}

    /// A login ended.
    ///
    /// @param domain served domain
    /// @param mechanism SASL mechanism
    /// @param failure condition's element of RFC 6120 §6.5, null when it succeeded
    default void login(
            String domain, String mechanism, @Nullable String failure, Duration duration) {}

    /// A login was answered unasked, since too many failed before.
    default void throttled() {}

    /// A first-level element of `bytes` was read.
    default void received(Unit unit, int bytes) {}

    /// A first-level element of `bytes` was written.
    default void sent(Unit unit, int bytes) {}

    /// A stanza was refused before its account saw it.
    default void faulty(Condition condition) {}

    /// A stream was closed with this error condition.
    default void streamError(String condition) {}

    /// A session began, or was resumed, on this edge.
    default void session(String domain, boolean resumed) {}

    /// That session left this edge: it ended, or waits for its client.
    default void sessionLeft(String domain) {}

    /// A session could not begin, or not be resumed.
    default void sessionRefused(boolean resumption) {}

    /// Reading stopped.
    default void held(Hold why) {}

    /// A client lost its socket because it takes too slowly.
    default void slowReader(SlowReader where) {}
}
