package io.rookery.tenant.assembly;

import io.rookery.tenant.export.ArchiveExport;
import io.rookery.tenant.hook.HookProbe;
import io.rookery.tenant.hook.HookUrls;
import io.rookery.tenant.http.TrustedProxies;
import io.rookery.tenant.operator.Installation;
import io.rookery.tenant.session.LiveSessions;
import java.util.Optional;

/// What the API needs of the running system. Resources of what is not there are absent.
///
/// @param proxies whose word is taken for where a request comes from
public record ApiPorts(
        HookUrls hookUrls,
        Optional<HookProbe> hooks,
        Optional<ArchiveExport> archives,
        Optional<LiveSessions> sessions,
        Optional<Installation> installation,
        TrustedProxies proxies) {}
