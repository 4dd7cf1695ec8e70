package io.rookery.routing.account;

import io.rookery.routing.feature.Feature;
import io.rookery.routing.feature.IqHandler;
import io.rookery.routing.feature.IqRequest;
import io.rookery.routing.feature.IqRoute;
import io.rookery.routing.feature.Outcome;
import io.rookery.routing.feature.Target;
import io.rookery.routing.roster.RosterLimits;
import io.rookery.routing.roster.RosterQuery;
import io.rookery.routing.roster.RosterSet;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Presence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Rosters over IQ (RFC 6121 §2): get with versioning, set, remove.
public final class RosterFeature implements Feature {
    static final String NAME = "roster";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> domainFeatures() {
        return List.of(RosterQuery.NAMESPACE);
    }

    @Override
    public Map<IqRoute, IqHandler> routes() {
        return Map.of(
                route(Target.OWN_ACCOUNT, Iq.Type.GET), RosterFeature::get,
                route(Target.OWN_ACCOUNT, Iq.Type.SET), RosterFeature::set,
                route(Target.OTHER_ACCOUNT, Iq.Type.GET), RosterFeature::forbid,
                route(Target.OTHER_ACCOUNT, Iq.Type.SET), RosterFeature::forbid);
    }

    private static IqRoute route(Target target, Iq.Type type) {
        return new IqRoute(target, type, "query", RosterQuery.NAMESPACE);
    }

    /// §2.3.3: nobody changes, or reads, another account's roster.
    private static Outcome forbid(IqRequest request) {
        return Outcome.rejected(Condition.FORBIDDEN, "This roster belongs to another account");
    }

    private static Outcome get(IqRequest request) {
        if (!(request instanceof Request own)) {
            return forbid(request);
        }
        Session session = own.session();
        if (session != null) {
            session.interested = true;
        }
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        own.accountOf()
                .roster
                .with(
                        roster ->
                                answer.complete(
                                        RosterQuery.result(roster, request.query())
                                                .map(Outcome::result)
                                                .orElseGet(Outcome::done)),
                        () -> answer.complete(new Outcome.Rejected(Errors.unavailable())));
        return new Outcome.Later(answer);
    }

    private static Outcome set(IqRequest request) {
        if (!(request instanceof Request own)) {
            return forbid(request);
        }
        Account account = own.accountOf();
        RosterLimits limits =
                RosterLimits.DEFAULT.withItems(account.policy().limits().rosterItems());
        boolean writable = account.ports.rosters().writable(account.policy());
        Decided decided = new Decided();
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        account.roster.change(
                roster -> {
                    RosterSet set =
                            RosterSet.of(
                                    roster, request.sender(), request.query(), limits, writable);
                    decided.made = set;
                    return switch (set) {
                        case RosterSet.Update update -> Optional.of(update.change());
                        case RosterSet.Remove remove -> Optional.of(remove.change());
                        case RosterSet.Refuse refuse -> Optional.empty();
                    };
                },
                (saved, change) -> {
                    RosterSet set = decided.made;
                    if (saved == RosterBook.Saved.UNAVAILABLE || set == null) {
                        answer.complete(new Outcome.Rejected(Errors.unavailable()));
                    } else {
                        answer.complete(carryOut(account, set));
                    }
                });
        return new Outcome.Later(answer);
    }

    private static Outcome carryOut(Account account, RosterSet set) {
        return switch (set) {
            case RosterSet.Update update -> {
                account.subscriptions.push(update.change());
                yield Outcome.done();
            }
            case RosterSet.Remove remove -> {
                account.subscriptions.push(remove.change());
                leave(account, remove);
                yield Outcome.done();
            }
            case RosterSet.Refuse refuse -> new Outcome.Rejected(refuse.error());
        };
    }

    /// §2.5.2: what the contact and the owner had ends.
    private static void leave(Account account, RosterSet.Remove remove) {
        BareJid contact = remove.change().jid();
        if (remove.unsubscribe()) {
            account.toContact(
                    contact, Presence.of(account.id.jid(), contact, Presence.Type.UNSUBSCRIBE));
        }
        if (remove.sendUnavailable()) {
            account.presences.sendAll(contact, false);
        }
        if (remove.unsubscribed()) {
            account.toContact(
                    contact, Presence.of(account.id.jid(), contact, Presence.Type.UNSUBSCRIBED));
        }
    }

    private static final class Decided {
        private @Nullable RosterSet made;
    }
}
