package io.rookery.tenant.change;

import io.rookery.routing.port.UnavailableException;
import io.rookery.tenant.LiveSystem;
import io.rookery.xmpp.jid.BareJid;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Passes changes that are acts on to the running system.
final class LiveEffects implements ChangeListener {
    private static final Logger LOG = LoggerFactory.getLogger(LiveEffects.class);

    private final LiveSystem live;

    LiveEffects(LiveSystem live) {
        this.live = live;
    }

    @Override
    public void changed(Change change) {
        try {
            act(change);
        } catch (UnavailableException e) {
            // Policies must not wait until an act succeeds.
            LOG.warn(
                    "{} of {} ({}) could not be done here now",
                    change.kind(),
                    change.domain(),
                    change.tenant(),
                    e);
        }
    }

    private void act(Change change) {
        List<BareJid> users = users(change);
        switch (change.kind()) {
            case ROSTER_CHANGED -> live.rosterChanged(change.tenant(), change.domain(), users);
            case CREDENTIALS_REVOKED ->
                    live.credentialsRevoked(change.tenant(), change.domain(), users);
            case DISCONNECT -> live.disconnect(change.tenant(), change.domain(), users);
            case POLICY, HOOK -> {
                // Directories hear of these themselves.
            }
        }
    }

    static List<BareJid> users(Change change) {
        return change.users().stream().map(user -> BareJid.of(user, change.domain())).toList();
    }

    @Override
    public void missed() {
        // Nothing is kept here, and acts that were missed are heard again from the log.
    }
}
