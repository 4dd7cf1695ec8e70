package io.rookery.edge.netty;

import io.rookery.edge.EdgeLimits;
import io.rookery.edge.EdgeLimits.Times;
import java.time.Duration;

/// The usual limits with times that a test can wait for.
final class ShortTimes {
    private ShortTimes() {}

    /// A negotiation's times.
    ///
    /// @param handshake milliseconds for TLS
    /// @param login milliseconds up to authentication
    static EdgeLimits negotiation(int handshake, int login) {
        Times usual = Times.DEFAULT;
        return with(handshake, login, usual.idle(), usual.probe(), usual.ackTimeout());
    }

    /// A session's times.
    ///
    /// @param idle milliseconds of silence before a client is probed
    /// @param answer milliseconds that it has to answer
    static EdgeLimits silence(int idle, int answer) {
        Duration most = Duration.ofMillis(answer);
        return with(10_000, 30_000, Duration.ofMillis(idle), most, most);
    }

    /// A closing stream waits for its client long enough that a test would see it.
    private static EdgeLimits with(
            int handshake, int login, Duration idle, Duration probe, Duration ackTimeout) {
        Times usual = Times.DEFAULT;
        return EdgeLimits.DEFAULT.withTimes(
                new Times(
                        Duration.ofMillis(handshake),
                        Duration.ofMillis(login),
                        usual.bind(),
                        usual.attach(),
                        idle,
                        probe,
                        usual.retry(),
                        usual.ackDelay(),
                        ackTimeout,
                        usual.resume(),
                        usual.resumeMax(),
                        Duration.ofSeconds(60)));
    }
}
