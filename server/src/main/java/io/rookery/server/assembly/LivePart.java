package io.rookery.server.assembly;

import io.rookery.hooks.Hooks;
import io.rookery.routing.hop.ToAccount.Notice;
import io.rookery.routing.port.TenantId;
import io.rookery.server.roles.Component;
import io.rookery.tenant.LiveSystem;
import io.rookery.xmpp.jid.BareJid;
import java.util.List;
import java.util.Objects;

/// Lets what the control plane decides happen on this node.
final class LivePart implements Component {
    private final TenantPart tenants;
    private final HookPart hooks;
    private final CorePart core;

    LivePart(TenantPart tenants, HookPart hooks, CorePart core) {
        this.tenants = tenants;
        this.hooks = hooks;
        this.core = core;
    }

    @Override
    public String name() {
        return "control";
    }

    @Override
    public void start() {
        tenants.storage().changes().drive(new Live(core, hooks.hooks()));
    }

    @Override
    public void stop() {
        // The feed of changes ends with the tenants' part.
    }

    private record Live(CorePart core, Hooks hooks) implements LiveSystem {
        @Override
        public void rosterChanged(TenantId tenant, String domain, List<BareJid> users) {
            hooks.invalidateRosters(tenant, domain, localparts(users));
            core.node().notice(tenant, domain, users, Notice.Kind.ROSTER_CHANGED);
        }

        @Override
        public void credentialsRevoked(TenantId tenant, String domain, List<BareJid> users) {
            localparts(users).forEach(user -> hooks.revoke(tenant, domain, user));
        }

        @Override
        public void disconnect(TenantId tenant, String domain, List<BareJid> users) {
            core.node().notice(tenant, domain, users, Notice.Kind.REVOKED);
        }

        private static List<String> localparts(List<BareJid> users) {
            return users.stream().map(BareJid::local).filter(Objects::nonNull).toList();
        }
    }
}
