package io.rookery.edge.netty;

import io.netty.channel.Channel;

/// Whether a connection reads. Each reason holds by itself; confined to the connection's event
/// loop.
final class Gate {
    /// Why nothing is read.
    enum Reason {
        /// An answer is awaited before the next element can be understood.
        ANSWER(1),
        /// The account has not confirmed enough.
        WINDOW(2),
        /// The client is too fast.
        RATE(4),
        /// The client does not read what is written.
        WRITE(8),
        /// The client is being sent elsewhere.
        MOVE(16),
        /// All clients of its domain together are too fast.
        DOMAIN(32),
        /// All clients of its tenant together are too fast.
        TENANT(64);

        private final int bit;

        Reason(int bit) {
            this.bit = bit;
        }
    }

    private final Channel channel;
    private int reasons;

    Gate(Channel channel) {
        this.channel = channel;
    }

    boolean isOpen() {
        return reasons == 0;
    }

    boolean isHeld(Reason reason) {
        return (reasons & reason.bit) != 0;
    }

    /// True when reading may go on that could not before.
    boolean hold(Reason reason, boolean held) {
        int before = reasons;
        reasons = held ? before | reason.bit : before & ~reason.bit;
        if ((before == 0) != (reasons == 0)) {
            channel.config().setAutoRead(reasons == 0);
        }
        return before != 0 && reasons == 0;
    }

    /// Reads whatever comes, to see the end.
    void open() {
        reasons = 0;
        channel.config().setAutoRead(true);
    }
}
