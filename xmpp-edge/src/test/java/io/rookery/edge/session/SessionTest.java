package io.rookery.edge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.edge.EdgeLimits;
import io.rookery.edge.FakeDomains;
import io.rookery.edge.ManualScheduler;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.AccountLink;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.SessionListener;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.hop.ToAccount.Attach;
import io.rookery.routing.hop.ToAccount.Ingress;
import io.rookery.routing.hop.ToAccount.Progress;
import io.rookery.routing.hop.ToSession;
import io.rookery.routing.hop.ToSession.Attached;
import io.rookery.routing.hop.ToSession.Confirmed;
import io.rookery.routing.hop.ToSession.Deliver;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Presence;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.xml.Element;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static final FullJid JID = FullJid.parse("juliet@acme.test/balcony");
    private static final AccountId ACCOUNT =
            new AccountId(FakeDomains.TENANT, BareJid.parse("juliet@acme.test"));
    private static final SessionId ID = new SessionId(1, 1);
    private static final SessionId OLD = new SessionId(2, 2);
    private static final Element ENABLE =
            Element.builder("enable", "urn:xmpp:sm:3").attribute("resume", "true").build();
    private static final Element REQUEST = Element.of("r", "urn:xmpp:sm:3");

    private final ManualScheduler scheduler = new ManualScheduler();
    private final Account account = new Account();
    private final Screen client = new Screen();

    @Test
    void stanzas_are_numbered_from_one_and_stamped_with_the_full_jid() {
        Session session = bound();

        session.receive(message("a"), null);
        session.receive(message("b"), null);

        assertThat(account.ingress()).extracting(i -> i.stanza().number()).containsExactly(1L, 2L);
        assertThat(account.ingress())
                .allSatisfy(i -> assertThat(i.stanza().stanza().from()).isEqualTo(JID))
                .allSatisfy(i -> assertThat(i.maybeSeen()).isFalse());
    }

    @Test
    void refused_stanza_takes_a_number_like_any_other() {
        Session session = bound();
        StanzaError fault = StanzaError.of(Condition.BAD_REQUEST);

        session.receive(message("a"), fault);

        assertThat(account.ingress().getFirst().stanza().fault()).isEqualTo(fault);
    }

    @Test
    void gap_is_filled_by_sending_again_with_the_mark() {
        Session session = bound();
        session.receive(message("a"), null);
        session.receive(message("b"), null);
        account.told.clear();

        told(session, new ToSession.Want(ID, 1));

        assertThat(account.ingress()).extracting(i -> i.stanza().number()).containsExactly(1L, 2L);
        assertThat(account.ingress()).allMatch(Ingress::maybeSeen);
    }

    @Test
    void silent_account_is_told_the_newest_again_until_it_answers() {
        Session session = bound();
        session.receive(message("a"), null);
        session.receive(message("b"), null);
        account.told.clear();

        scheduler.advance(Duration.ofSeconds(5));
        List<Ingress> again = account.ingress();
        told(session, new Confirmed(ID, 2));
        account.told.clear();
        scheduler.advance(Duration.ofSeconds(60));

        assertThat(again).extracting(i -> i.stanza().number()).containsExactly(2L);
        assertThat(again).allMatch(Ingress::maybeSeen);
        assertThat(account.ingress()).isEmpty();
        assertThat(account.unanswered).isOne();
        assertThat(scheduler.timers()).isZero();
    }

    @Test
    void full_window_stops_reading_and_confirmation_goes_on() {
        Session session = bound();
        int window = EdgeLimits.DEFAULT.ingressStanzas();
        for (int i = 0; i < window; i++) {
            session.receive(message("m" + i), null);
        }
        List<Boolean> before = List.copyOf(client.reading);

        told(session, new Confirmed(ID, 1));

        assertThat(before).containsExactly(false);
        assertThat(client.reading).containsExactly(false, true);
    }

    @Test
    void window_is_in_bytes_too() {
        Session session = bound();
        String body = "x".repeat(EdgeLimits.DEFAULT.ingressBytes() / 2);

        session.receive(message(body), null);
        session.receive(message(body), null);

        assertThat(client.reading).containsExactly(false);
    }

    @Test
    void only_the_next_delivery_is_taken() {
        Session session = bound();

        told(session, deliver(2));
        told(session, deliver(1));
        told(session, deliver(1));
        told(session, deliver(2));

        assertThat(client.stanzas).extracting(Stanza::id).containsExactly("n1", "n2");
    }

    @Test
    void delivery_of_another_attachment_is_not_taken() {
        Session session = bound();

        told(session, new Deliver(ID, 0, numbered(1)));

        assertThat(client.stanzas).isEmpty();
    }

    @Test
    void progress_of_one_turn_is_told_once() {
        Session session = bound();
        account.told.clear();

        session.received(deliver(1));
        session.received(deliver(2));
        session.received(deliver(3));
        scheduler.settle();

        assertThat(account.of(Progress.class)).containsExactly(new Progress(ID, 1, 3, 3, 3));
    }

    @Test
    void without_stream_management_the_client_has_what_the_socket_has() {
        Session session = bound();
        account.told.clear();
        client.stuck = true;

        told(session, deliver(1));
        List<Progress> before = account.of(Progress.class);
        client.unstick();
        scheduler.settle();

        assertThat(before).containsExactly(new Progress(ID, 1, 1, 0, 1));
        assertThat(account.of(Progress.class)).contains(new Progress(ID, 1, 1, 1, 1));
    }

    @Test
    void delivery_that_comes_again_is_acknowledged_again() {
        Session session = bound();
        told(session, deliver(1));
        account.told.clear();

        told(session, deliver(1));

        assertThat(account.of(Progress.class)).containsExactly(new Progress(ID, 1, 1, 1, 1));
        assertThat(account.unanswered).isOne();
    }

    @Test
    void roll_call_is_answered_with_all_that_is_held() {
        Session session = bound();
        session.receive(Presence.of(null, null, Presence.Type.AVAILABLE), null);
        session.receive(Iq.set(null, null, "c", Element.of("enable", "urn:xmpp:carbons:2")), null);
        session.receive(Iq.get(null, null, "r", Element.of("query", "jabber:iq:roster")), null);
        session.receive(Element.of("inactive", "urn:xmpp:csi:0"));
        session.receive(ENABLE);
        told(session, new Confirmed(ID, 2));
        told(session, deliver(1));

        ToAccount.Attach attach = rollCall(session).orElseThrow().attach();

        assertThat(attach.kind()).isEqualTo(Attach.Kind.REATTACH);
        assertThat(attach.attachment()).isEqualTo(1);
        assertThat(attach.resource()).isEqualTo("balcony");
        ToAccount.SessionState state = attach.state();
        assertThat(state.accepted()).isEqualTo(2);
        assertThat(state.outbound()).isEqualTo(1);
        assertThat(state.taken()).isZero();
        assertThat(state.carbons()).isTrue();
        assertThat(state.interested()).isTrue();
        assertThat(state.inactive()).isTrue();
        assertThat(Objects.requireNonNull(state.presence()).type())
                .isEqualTo(Presence.Type.AVAILABLE);
        assertThat(state.resumption()).isEqualTo(new ToAccount.Resumption(3, 0, 300));
        assertThat(state.unconfirmed()).extracting(NumberedStanza::number).containsExactly(3L);
        assertThat(state.untaken()).extracting(NumberedStanza::number).containsExactly(1L);
    }

    @Test
    void after_a_roll_call_the_session_holds_back_until_it_is_attached() {
        Session session = bound();
        session.receive(message("a"), null);
        session.receive(message("b"), null);
        rollCall(session);
        account.told.clear();

        session.receive(message("c"), null);
        told(session, deliver(1));
        List<ToAccount.FromEdge> held = List.copyOf(account.told);
        told(session, attached(ID, 2, 1, List.of(numbered(1)), null));
        told(session, new Deliver(ID, 2, numbered(2)));

        assertThat(held).isEmpty();
        assertThat(account.ingress()).extracting(i -> i.stanza().number()).containsExactly(2L, 3L);
        assertThat(account.ingress()).extracting(Ingress::attachment).containsOnly(2L);
        assertThat(account.ingress()).allMatch(Ingress::maybeSeen);
        assertThat(client.stanzas).extracting(Stanza::id).containsExactly("n1", "n2");
    }

    @Test
    void owner_that_does_not_answer_is_asked_again() {
        Session session = bound();
        rollCall(session);
        account.told.clear();

        scheduler.advance(Duration.ofSeconds(11));

        assertThat(account.of(Attach.class))
                .hasSize(2)
                .allMatch(attach -> attach.kind() == Attach.Kind.REATTACH);
        assertThat(account.unanswered).isEqualTo(2);
    }

    @Test
    void account_that_forgot_the_session_gets_it_back_from_the_edge() {
        Session session = bound();
        session.receive(message("a"), null);
        account.told.clear();

        scheduler.advance(Duration.ofSeconds(15));
        List<Attach> asked = account.of(Attach.class);
        account.told.clear();
        told(session, attached(ID, 2, 0, List.of(), null));

        assertThat(asked)
                .singleElement()
                .satisfies(attach -> assertThat(attach.kind()).isEqualTo(Attach.Kind.REATTACH))
                .satisfies(attach -> assertThat(attach.state().unconfirmed()).hasSize(1));
        assertThat(account.ingress()).extracting(Ingress::attachment).containsExactly(2L);
    }

    @Test
    void account_that_answers_without_confirming_is_left_alone() {
        Session session = bound();
        session.receive(message("a"), null);
        account.told.clear();

        for (int i = 0; i < 10; i++) {
            scheduler.advance(Duration.ofSeconds(5));
            told(session, new Confirmed(ID, 0));
        }

        assertThat(account.of(Attach.class)).isEmpty();
    }

    @Test
    void session_of_an_edge_that_was_away_introduces_itself_with_its_new_gateway_and_goes_on() {
        Session session = bound();
        session.introduce();
        scheduler.advance(Duration.ZERO);
        session.receive(message("a"), null);
        account.told.clear();

        account.gateway = "h";
        session.introduce();
        scheduler.advance(Duration.ZERO);
        List<ToAccount.FromEdge> introduced = List.copyOf(account.told);
        account.told.clear();
        told(session, attached(ID, 2, 0, List.of(), null));

        assertThat(introduced)
                .singleElement()
                .isInstanceOfSatisfying(
                        Attach.class,
                        attach -> {
                            assertThat(attach.kind()).isEqualTo(Attach.Kind.REATTACH);
                            assertThat(attach.gateway()).isEqualTo(new GatewayAddress("h"));
                            assertThat(attach.state().unconfirmed()).hasSize(1);
                        });
        assertThat(account.ingress()).extracting(Ingress::attachment).containsExactly(2L);
        assertThat(client.closed).isNull();
    }

    @Test
    void idle_session_of_an_edge_that_was_given_up_ends_when_the_resumption_time_is_over() {
        Session session = bound();
        session.introduce();

        scheduler.advance(EdgeLimits.DEFAULT.times().resume().minusSeconds(10));
        StreamError before = client.closed;
        scheduler.advance(Duration.ofSeconds(20));

        assertThat(before).isNull();
        assertThat(client.closed).isNotNull();
    }

    @Test
    void edge_that_is_cut_off_keeps_its_socket_until_the_resumption_time_is_over() {
        Session session = bound();
        rollCall(session);

        scheduler.advance(EdgeLimits.DEFAULT.times().resume().minusSeconds(10));
        StreamError before = client.closed;
        scheduler.advance(Duration.ofSeconds(20));

        assertThat(before).isNull();
        assertThat(Objects.requireNonNull(client.closed).condition())
                .isEqualTo(StreamError.Condition.REMOTE_CONNECTION_FAILED);
        assertThat(scheduler.timers()).isZero();
    }

    @Test
    void what_changed_during_a_roll_call_is_told_afterwards() {
        Session session = bound();
        rollCall(session);
        account.told.clear();

        session.receive(ENABLE);
        session.receive(Element.of("inactive", "urn:xmpp:csi:0"));
        told(session, attached(ID, 2, 0, List.of(), null));

        assertThat(account.of(ToAccount.Managed.class)).hasSize(1);
        assertThat(account.of(ToAccount.ClientState.class)).hasSize(1);
    }

    @Test
    void session_that_its_new_owner_does_not_know_ends_with_reset() {
        Session session = bound();
        rollCall(session);

        told(session, new ToSession.Refused(ID, StanzaError.of(Condition.CONFLICT), -1));

        assertThat(Objects.requireNonNull(client.closed).condition())
                .isEqualTo(StreamError.Condition.RESET);
        assertThat(account.registered).isEmpty();
    }

    @Test
    void old_eviction_is_ignored_and_a_present_one_closes() {
        Session session = bound();
        rollCall(session);
        told(session, attached(ID, 2, 0, List.of(), null));
        StreamError conflict = StreamError.of(StreamError.Condition.CONFLICT);

        told(session, new ToSession.Evicted(ID, 1, conflict));
        StreamError first = client.closed;
        told(session, new ToSession.Evicted(ID, 2, conflict));

        assertThat(first).isNull();
        assertThat(client.closed).isEqualTo(conflict);
        assertThat(account.registered).isEmpty();
    }

    @Test
    void socket_lost_while_binding_ends_the_session_once_its_number_is_known() {
        Session session = start(new Start(ACCOUNT, ID, ID, "balcony", 0, "192.0.2.1"));

        session.detach();
        List<ToAccount.FromEdge> before = account.without(Attach.class);
        told(session, attached(ID, 1, 0, List.of(), null));

        assertThat(before).isEmpty();
        assertThat(account.without(Attach.class)).containsExactly(new ToAccount.End(ID, 1));
        assertThat(account.registered).isEmpty();
    }

    @Test
    void socket_lost_during_a_roll_call_is_detached_under_the_new_number() {
        Session session = bound();
        rollCall(session);
        account.told.clear();

        session.detach();
        told(session, attached(ID, 2, 0, List.of(), null));

        assertThat(account.told).containsExactly(new ToAccount.Detach(ID, 2));
    }

    @Test
    void account_that_never_answers_a_binding_is_a_wait_error() {
        start(new Start(ACCOUNT, ID, ID, "", 0, "192.0.2.1"));

        scheduler.advance(Duration.ofSeconds(40));

        assertThat(account.of(Attach.class)).hasSizeGreaterThan(3);
        assertThat(Objects.requireNonNull(client.refused).type()).isEqualTo(StanzaError.Type.WAIT);
        assertThat(scheduler.timers()).isZero();
    }

    @Test
    void resumed_session_goes_on_with_the_old_numbers() {
        Session session = start(new Start(ACCOUNT, ID, OLD, "", 4, "192.0.2.1"));
        ToAccount.Resumption resumption = new ToAccount.Resumption(2, 10, 300);
        NumberedStanza unconfirmed = NumberedStanza.of(7, message("accepted"));

        told(
                session,
                new Attached(
                        ID,
                        5,
                        JID,
                        7,
                        16,
                        resumption,
                        List.of(numbered(15), numbered(16)),
                        List.of(unconfirmed),
                        List.of(),
                        ToSession.Habits.NONE));
        session.receive(message("next"), null);
        session.receive(REQUEST);

        assertThat(client.handled).isEqualTo(5);
        assertThat(client.stanzas).extracting(Stanza::id).containsExactly("n15", "n16");
        assertThat(account.ingress().getFirst().stanza().number()).isEqualTo(8);
        // 7 is accepted, and not confirmed: the answer waits for that, and not for long
        assertThat(client.elements).doesNotContain(answer(4));
        scheduler.advance(Duration.ofMillis(100));
        assertThat(client.elements).containsOnlyOnce(answer(4));
        assertThat(account.of(Progress.class)).contains(new Progress(ID, 5, 16, 14, 16));
    }

    @Test
    void client_is_asked_again_at_once_when_much_was_sent_before_it_answered() {
        Session session = bound();
        session.receive(ENABLE);
        for (long number = 1; number <= 5; number++) {
            told(session, deliver(number));
        }
        for (long number = 6; number <= 12; number++) {
            told(session, deliver(number));
        }
        assertThat(client.elements).filteredOn(asked -> asked.name().equals("r")).hasSize(1);

        session.receive(answer(5));
        scheduler.settle();

        assertThat(client.elements).filteredOn(asked -> asked.name().equals("r")).hasSize(2);
    }

    @Test
    void request_is_answered_once_when_what_came_before_it_is_confirmed() {
        Session session = bound();
        session.receive(ENABLE);
        session.receive(message("a"), null);
        session.receive(REQUEST);
        session.receive(message("b"), null);
        session.receive(REQUEST);
        scheduler.settle();
        List<Element> before = List.copyOf(client.elements);

        told(session, new Confirmed(ID, 2));
        scheduler.advance(Duration.ofSeconds(1));
        session.receive(REQUEST);

        assertThat(before).doesNotContain(answer(0));
        // Once for the first two, and at once for the third.
        assertThat(client.elements).filteredOn(answer(2)::equals).hasSize(2);
        assertThat(client.elements).doesNotContain(answer(0), answer(1));
    }

    @Test
    void request_that_waits_is_answered_before_the_stream_ends() {
        Session session = bound();
        session.receive(ENABLE);
        session.receive(message("a"), null);
        session.receive(REQUEST);

        session.end();

        assertThat(client.elements).containsOnlyOnce(answer(0));
        assertThat(scheduler.timers()).isZero();
    }

    @Test
    void client_that_acknowledges_is_taken_at_its_word() {
        Session session = bound();
        session.receive(ENABLE);
        told(session, deliver(1));
        told(session, deliver(2));
        account.told.clear();

        session.receive(answer(1));
        scheduler.settle();

        assertThat(account.of(Progress.class)).containsExactly(new Progress(ID, 1, 2, 1, 2));
    }

    @Test
    void idle_session_has_no_timers() {
        Session session = bound();
        session.receive(message("a"), null);
        told(session, new Confirmed(ID, 1));
        told(session, deliver(1));

        scheduler.advance(Duration.ofSeconds(10));

        assertThat(scheduler.timers()).isZero();
    }

    private Session bound() {
        Session session = start(new Start(ACCOUNT, ID, ID, "balcony", 0, "192.0.2.1"));
        told(session, attached(ID, 1, 0, List.of(), null));
        account.told.removeIf(Progress.class::isInstance);
        scheduler.advance(Duration.ofSeconds(5));
        return session;
    }

    private Session start(Start start) {
        Session session = new Session(start, account, client, scheduler, EdgeLimits.DEFAULT);
        scheduler.settle();
        return session;
    }

    private void told(Session session, ToSession message) {
        session.received(message);
        scheduler.settle();
    }

    private Optional<SessionListener.Attendance> rollCall(Session session) {
        var answer = session.rollCall().toCompletableFuture();
        scheduler.settle();
        return answer.join();
    }

    private static Attached attached(
            SessionId id,
            long attachment,
            long accepted,
            List<NumberedStanza> replay,
            ToAccount.@Nullable Resumption resumption) {
        return new Attached(
                id,
                attachment,
                JID,
                accepted,
                0,
                resumption,
                replay,
                List.of(),
                List.of(),
                ToSession.Habits.NONE);
    }

    private static Deliver deliver(long number) {
        return new Deliver(ID, 1, numbered(number));
    }

    private static NumberedStanza numbered(long number) {
        return NumberedStanza.of(
                number, Message.of(JID, JID, "n" + number, Message.Type.CHAT, "x"));
    }

    private static Message message(String body) {
        return Message.of(null, JID.bare(), null, Message.Type.CHAT, body);
    }

    private static Element answer(long h) {
        return Element.builder("a", "urn:xmpp:sm:3").attribute("h", Long.toString(h)).build();
    }

    /// The account's end, which remembers.
    private static final class Account implements AccountLink {
        private final List<ToAccount.FromEdge> told = new ArrayList<>();
        private final List<SessionId> registered = new ArrayList<>();
        private String gateway = "g";
        private int unanswered;

        @Override
        public void tell(AccountId account, ToAccount.FromEdge message) {
            told.add(message);
        }

        @Override
        public void unanswered(AccountId account) {
            unanswered++;
        }

        @Override
        public void register(SessionId session, SessionListener listener) {
            registered.add(session);
        }

        @Override
        public GatewayAddress gateway(SessionId session) {
            return new GatewayAddress(gateway);
        }

        @Override
        public void unregister(SessionId session) {
            registered.remove(session);
        }

        List<Ingress> ingress() {
            return of(Ingress.class);
        }

        <T> List<T> of(Class<T> type) {
            return told.stream().filter(type::isInstance).map(type::cast).toList();
        }

        List<ToAccount.FromEdge> without(Class<?> type) {
            return told.stream().filter(message -> !type.isInstance(message)).toList();
        }
    }

    /// The client's end, which remembers.
    private static final class Screen implements Client {
        private final List<Stanza> stanzas = new ArrayList<>();
        private final List<Element> elements = new ArrayList<>();
        private final List<Boolean> reading = new ArrayList<>();
        private final List<Runnable> unwritten = new ArrayList<>();
        private boolean stuck;
        private long handled = -1;
        private @Nullable StanzaError refused;
        private @Nullable StreamError closed;

        @Override
        public void bound(FullJid jid) {}

        @Override
        public void resumed(FullJid jid, long count) {
            handled = count;
        }

        @Override
        public void refused(StanzaError error, long count) {
            refused = error;
        }

        @Override
        public Optional<String> location() {
            return Optional.of("edge-2.example:5222");
        }

        @Override
        public void send(Stanza stanza) {
            stanzas.add(stanza);
        }

        @Override
        public void send(Element element) {
            elements.add(element);
        }

        @Override
        public void flush(@Nullable Runnable written) {
            if (written != null && stuck) {
                unwritten.add(written);
            } else if (written != null) {
                written.run();
            }
        }

        void unstick() {
            stuck = false;
            unwritten.forEach(Runnable::run);
        }

        @Override
        public void reading(boolean wanted) {
            reading.add(wanted);
        }

        @Override
        public void close(@Nullable StreamError error) {
            closed = error;
        }
    }
}
