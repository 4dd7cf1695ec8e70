package io.rookery.testkit.transcript;

import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.FullJid;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is there before a transcript's first step.
///
/// @param domains every domain that a line names
/// @param clients that are declared, in order; each has an account
/// @param accounts without a client
/// @param raw connections before authentication
/// @param transport what clients use
/// @param where it can run
/// @param why it cannot run elsewhere, empty when it can
public record Setting(
        List<Domain> domains,
        List<ClientLine> clients,
        List<BareJid> accounts,
        List<RawLine> raw,
        List<RosterLine> rosters,
        Transport transport,
        Where where,
        String why) {
    public Setting {
        domains = List.copyOf(domains);
        clients = List.copyOf(clients);
        accounts = List.copyOf(accounts);
        raw = List.copyOf(raw);
        rosters = List.copyOf(rosters);
    }

    /// Where a transcript can run.
    public enum Where {
        /// In process on virtual time, and over sockets.
        EVERYWHERE,
        /// Not over a real socket.
        IN_PROCESS,
        /// Only where there is a socket: it is about TLS.
        SOCKET
    }

    /// How clients connect.
    public enum Transport {
        TCP,
        WEBSOCKET
    }

    /// A domain and what is unusual about it, such as `archiving` → `off`.
    public record Domain(String tenant, String name, Map<String, String> options) {
        public Domain {
            options = Map.copyOf(options);
        }

        /// The value of an option, or `otherwise`.
        public String option(String key, String otherwise) {
            return options.getOrDefault(key, otherwise);
        }
    }

    /// A client: its name in the transcript, the JID it binds, and what it does before the first
    /// step: `offline` (nothing), `available`, `available=-1`, `roster`, `carbons`, `sm`.
    public record ClientLine(String name, FullJid jid, Set<String> options) {
        public ClientLine {
            options = Set.copyOf(options);
        }

        boolean has(String option) {
            return options.contains(option);
        }
    }

    /// A connection that begins before its stream header.
    ///
    /// @param clear without TLS over a socket too
    public record RawLine(String name, Transport transport, boolean clear) {}

    /// A contact that `owner` has from the beginning: `none`, `to`, `from` or `both`.
    public record RosterLine(BareJid owner, BareJid contact, String subscription) {}
}
