package io.rookery.tenant.export;

import io.rookery.routing.port.TenantId;
import io.rookery.xmpp.jid.BareJid;
import java.util.List;

/// Reads all that archives have of an account. Where no one provides it, the API does not have the
/// resource.
public interface ArchiveExport {
    /// Begins to read an account.
    Lines read(TenantId tenant, BareJid account);

    /// A reading under way.
    interface Lines {
        /// The next few lines of JSON, without their ends; none when all were read. Blocks.
        ///
        /// @throws io.rookery.routing.port.UnavailableException when the archive is away
        List<String> next();
    }
}
