package io.rookery.server.assembly;

import io.rookery.archive.Limits;
import io.rookery.archive.retention.Erasure;
import io.rookery.hooks.Hooks;
import io.rookery.routing.hop.ToAccount.Notice;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.UnavailableException;
import io.rookery.server.roles.Component;
import io.rookery.tenant.LiveSystem;
import io.rookery.xmpp.jid.BareJid;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/// Lets what the control plane decides happen on this node.
final class LivePart implements Component {
    private final Pools pools;
    private final TenantPart tenants;
    private final HookPart hooks;
    private final CorePart core;

    LivePart(Pools pools, TenantPart tenants, HookPart hooks, CorePart core) {
        this.pools = pools;
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
        tenants.storage()
                .changes()
                .drive(
                        new Live(
                                core,
                                hooks.hooks(),
                                new Erasure(pools.app(), Limits.DEFAULT.retention())));
    }

    @Override
    public void stop() {
        // The feed of changes ends with the tenants' part.
    }

    private record Live(CorePart core, Hooks hooks, Erasure erasure) implements LiveSystem {
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

        @Override
        public void purge(TenantId tenant, String domain, List<BareJid> users) {
            core.node().notice(tenant, domain, users, Notice.Kind.DISCONNECT);
            try {
                if (users.isEmpty()) {
                    erasure.domain(tenant, domain);
                }
                for (BareJid user : users) {
                    erasure.account(tenant, user);
                }
            } catch (SQLException e) {
                throw new UnavailableException("erasure of " + domain + " failed", e);
            }
        }

        private static List<String> localparts(List<BareJid> users) {
            return users.stream().map(BareJid::local).filter(Objects::nonNull).toList();
        }
    }
}
