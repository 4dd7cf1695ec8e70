package io.rookery.testkit.transcript;

import io.rookery.testkit.net.XmlStream;
import java.time.Duration;

/// What transcripts are run against: a server in process on virtual time, or a real one.
public interface Connector extends AutoCloseable {
    /// The password of every account of a transcript.
    String PASSWORD = "wherefore";

    /// Makes the tenants, domains, accounts and rosters of a transcript.
    void prepare(Setting setting);

    /// Connects a client, which opens its stream itself.
    XmlStream connect(Setting.Transport transport);

    /// Connects before the stream header; over a socket with TLS done unless it is to be `clear`.
    XmlStream connectRaw(Setting.RawLine line);

    /// Whether time is virtual: then [#pass] lets it go by at once.
    boolean isVirtual();

    /// Lets time pass, with all that happens in it. On real time it does not wait: what comes next
    /// may take that much longer.
    void pass(Duration time);

    /// How long an expected answer may take.
    Duration patience();

    @Override
    void close();
}
