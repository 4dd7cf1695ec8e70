package io.rookery.edge;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.AccountLink;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.SessionListener;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.hop.ToAccount.Attach;
import io.rookery.routing.hop.ToAccount.Ingress;
import io.rookery.routing.hop.ToSession;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.stanza.Stanza;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Accounts of one process: they attach everybody, confirm at once and echo every message to its
/// sender, unless a test says otherwise. Written by hand as the accounts' half of docs/protocol.md
/// §4.
public final class FakeAccounts implements AccountLink {
    private static final long TIMEOUT_SECONDS = 20;

    private final Map<SessionId, SessionListener> listeners = new ConcurrentHashMap<>();
    private final Map<SessionId, Held> sessions = new ConcurrentHashMap<>();
    private final BlockingQueue<ToAccount.FromEdge> told = new LinkedBlockingQueue<>();

    /// Whether stanzas are confirmed at once.
    public volatile boolean confirms = true;

    /// Whether messages are echoed.
    public volatile boolean echoes = true;

    /// When set, how every attachment is refused.
    public volatile @Nullable StanzaError refusal;

    /// Number in the name of the gateway that sessions have.
    public volatile int gateway = 1;

    /// Whether attach messages are answered.
    public volatile boolean attaches = true;

    /// One session as its account holds it.
    private static final class Held {
        private SessionId link;
        private final FullJid jid;
        private long attachment = 1;
        private long accepted;
        private long outbound;
        private ToAccount.@Nullable Resumption resumption;
        private final List<NumberedStanza> untaken = new ArrayList<>();

        Held(SessionId link, FullJid jid) {
            this.link = link;
            this.jid = jid;
        }
    }

    @Override
    public synchronized void tell(AccountId account, ToAccount.FromEdge message) {
        told.add(message);
        switch (message) {
            case Attach attach -> {
                if (attaches) {
                    attach(account, attach);
                }
            }
            case Ingress ingress -> ingress(ingress);
            case ToAccount.Progress progress ->
                    held(progress.session())
                            .untaken
                            .removeIf(stanza -> stanza.number() <= progress.taken());
            case ToAccount.Managed managed ->
                    held(managed.session()).resumption = managed.resumption();
            case ToAccount.ClientState state -> {}
            case ToAccount.Detach detach -> {}
            case ToAccount.End end -> {}
        }
    }

    private void attach(AccountId account, Attach attach) {
        StanzaError refused = refusal;
        if (refused != null) {
            send(attach.session(), new ToSession.Refused(attach.session(), refused, -1));
            return;
        }
        switch (attach.kind()) {
            case BIND -> {
                String resource = attach.resource().isEmpty() ? "made-up" : attach.resource();
                Held held = new Held(attach.session(), account.jid().withResource(resource));
                sessions.put(attach.origin(), held);
                send(attach.session(), attached(held));
            }
            case RESUME -> resume(attach);
            case REATTACH -> {
                Held held = held(attach.session());
                held.attachment++;
                send(attach.session(), attached(held));
            }
        }
    }

    private void resume(Attach attach) {
        Held held = sessions.get(attach.origin());
        ToAccount.Resumption resumption = held == null ? null : held.resumption;
        if (held == null || resumption == null) {
            send(
                    attach.session(),
                    new ToSession.Refused(
                            attach.session(), StanzaError.of(Condition.ITEM_NOT_FOUND), 7));
            return;
        }
        held.link = attach.session();
        held.attachment++;
        held.untaken.removeIf(
                stanza -> stanza.number() <= resumption.outboundBase() + attach.resumeFrom());
        send(attach.session(), attached(held));
    }

    private static ToSession.Attached attached(Held held) {
        return new ToSession.Attached(
                held.link,
                held.attachment,
                held.jid,
                held.accepted,
                held.outbound,
                held.resumption,
                held.untaken,
                List.of(),
                List.of(),
                ToSession.Habits.NONE);
    }

    private void ingress(Ingress ingress) {
        Held held = held(ingress.session());
        long number = ingress.stanza().number();
        if (number > held.accepted + 1) {
            send(ingress.session(), new ToSession.Want(ingress.session(), held.accepted + 1));
            return;
        }
        boolean fresh = number == held.accepted + 1;
        if (fresh) {
            held.accepted = number;
        }
        if (confirms) {
            send(ingress.session(), new ToSession.Confirmed(ingress.session(), held.accepted));
        }
        if (fresh) {
            answer(held, ingress.stanza());
        }
    }

    private void answer(Held held, NumberedStanza stanza) {
        StanzaError fault = stanza.fault();
        if (fault != null) {
            stanza.stanza().errorReply(fault).ifPresent(reply -> deliver(held, reply));
        } else if (echoes && stanza.stanza().name().equals("message")) {
            deliver(held, stanza.stanza().withTo(held.jid));
        }
    }

    /// Delivers a stanza to the session of this full JID.
    public synchronized void deliver(FullJid jid, Stanza stanza) {
        deliver(held(jid), stanza);
    }

    private void deliver(Held held, Stanza stanza) {
        NumberedStanza numbered = NumberedStanza.of(++held.outbound, stanza);
        held.untaken.add(numbered);
        send(held.link, new ToSession.Deliver(held.link, held.attachment, numbered));
    }

    /// Confirms all that was accepted of the session of this full JID.
    public synchronized void confirm(FullJid jid) {
        Held held = held(jid);
        send(held.link, new ToSession.Confirmed(held.link, held.accepted));
    }

    /// Sends anything to the session of this full JID.
    public synchronized void send(FullJid jid, Function<SessionId, ToSession> message) {
        Held held = held(jid);
        send(held.link, message.apply(held.link));
    }

    private void send(SessionId session, ToSession message) {
        SessionListener listener = listeners.get(session);
        if (listener != null) {
            listener.received(message);
        }
    }

    private Held held(FullJid jid) {
        return sessions.values().stream()
                .filter(held -> held.jid.equals(jid))
                .findAny()
                .orElseThrow();
    }

    private Held held(SessionId link) {
        return sessions.values().stream()
                .filter(held -> held.link.equals(link))
                .findAny()
                .orElseThrow(() -> new AssertionError("no session " + link));
    }

    /// The listener of the session of this full JID.
    public synchronized SessionListener listener(FullJid jid) {
        return Objects.requireNonNull(listeners.get(held(jid).link));
    }

    @Override
    public void unanswered(AccountId account) {}

    @Override
    public void register(SessionId session, SessionListener listener) {
        listeners.put(session, listener);
    }

    @Override
    public GatewayAddress gateway(SessionId session) {
        return new GatewayAddress("gateway-" + gateway);
    }

    @Override
    public void unregister(SessionId session) {
        listeners.remove(session);
    }

    /// How many sessions are registered.
    public int registered() {
        return listeners.size();
    }

    /// The next message of this type that was told, dropping those before it.
    public <T extends ToAccount.FromEdge> T await(Class<T> type) {
        return await(type, message -> true);
    }

    /// The next message of this type that fits, dropping those before it.
    public <T extends ToAccount.FromEdge> T await(Class<T> type, Predicate<T> fits) {
        while (true) {
            ToAccount.FromEdge next;
            try {
                next = told.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            if (next == null) {
                throw new AssertionError("no " + type.getSimpleName() + " was told");
            }
            if (type.isInstance(next) && fits.test(type.cast(next))) {
                return type.cast(next);
            }
        }
    }

    /// All that was told and not awaited.
    public List<ToAccount.FromEdge> told() {
        return List.copyOf(told);
    }

    /// Forgets what was told so far.
    public void clear() {
        told.clear();
    }
}
