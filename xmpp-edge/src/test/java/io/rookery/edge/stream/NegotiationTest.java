package io.rookery.edge.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.edge.FakeDomains;
import io.rookery.edge.sasl.BindingType;
import io.rookery.edge.sasl.Decoys;
import io.rookery.edge.sasl.Mechanism;
import io.rookery.edge.sasl.SaslInput;
import io.rookery.edge.stream.StreamAction.Close;
import io.rookery.edge.stream.StreamAction.FindDomain;
import io.rookery.edge.stream.StreamAction.OpenStream;
import io.rookery.edge.stream.StreamAction.Send;
import io.rookery.edge.stream.StreamState.AwaitingHeader;
import io.rookery.routing.port.Authentication.Verdict;
import io.rookery.routing.port.DomainLimits;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stream.Parsed;
import io.rookery.xmpp.stream.StreamHeader;
import io.rookery.xmpp.xml.Element;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NegotiationTest {
    private static final DomainPolicy POLICY =
            FakeDomains.policy("acme.test", DomainLimits.DEFAULT);
    private static final BareJid JULIET = BareJid.parse("juliet@acme.test");
    private static final Login LOGIN = new Login(JULIET, POLICY, Mechanism.PLAIN);
    private static final Link SECURED =
            Link.secured(type ->
                    type == BindingType.TLS_EXPORTER
                            ? Optional.of(new byte[32])
                            : Optional.empty());
    private final Element pre = Element.of("sub", "urn:xmpp:features:pre-approval");
    private final Negotiation negotiation =
            new Negotiation(
                    new Decoys(new byte[16], 4096),
                    RandomGeneratorFactory.of("L64X128MixRandom").create(7),
                    new Negotiation.Attempts(3, 3),
                    policy -> List.of(pre));

    @Test
    void nothing_is_said_before_the_domain_is_known() {
        Decision decision = open(AwaitingHeader.first(SECURED), "acme.test", "1.0", null);

        assertThat(decision.actions()).containsExactly(new FindDomain("acme.test"));
    }

    @Test
    void domain_is_prepared_before_it_is_looked_up() {
        Decision decision = open(AwaitingHeader.first(SECURED), "ACME.Test", "1.0", null);

        assertThat(decision.actions()).containsExactly(new FindDomain("acme.test"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "2.0", "1.999", "01.0"})
    void version_one_and_above_is_spoken_with(String version) {
        Decision decision = open(AwaitingHeader.first(SECURED), "acme.test", version, null);

        assertThat(decision.actions()).containsExactly(new FindDomain("acme.test"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "0.9", "1.", ".0", "1.0.0", "-1.0", "1.0 ", "99999.0", "one"})
    void other_versions_are_not(String version) {
        Decision decision = open(AwaitingHeader.first(SECURED), "acme.test", version, null);

        assertThat(error(decision)).isEqualTo(StreamError.Condition.UNSUPPORTED_VERSION);
    }

    @Test
    void header_answers_with_the_names_swapped() {
        Decision decision =
                found(open(AwaitingHeader.first(SECURED), "acme.test", "1.0", "juliet@acme.test"));

        assertThat(decision.actions().getFirst())
                .isEqualTo(new OpenStream("acme.test", "juliet@acme.test"));
    }

    @Test
    void secured_stream_offers_what_it_can_do() {
        Element features = features(found(open(AwaitingHeader.first(SECURED))));

        assertThat(names(features)).containsExactly("mechanisms", "sasl-channel-binding");
        assertThat(features.children().getFirst().children())
                .extracting(Element::text)
                .containsExactly(
                        "SCRAM-SHA-512-PLUS",
                        "SCRAM-SHA-256-PLUS",
                        "SCRAM-SHA-1-PLUS",
                        "SCRAM-SHA-512",
                        "SCRAM-SHA-256",
                        "SCRAM-SHA-1",
                        "PLAIN");
    }

    @Test
    void domain_whose_source_has_no_verifiers_offers_plain_alone() {
        Decision asked = open(AwaitingHeader.first(SECURED));
        Decision decision =
                negotiation.decide(
                        asked.next(),
                        new StreamInput.DomainFound(Optional.of(POLICY), false, Optional.empty()));

        assertThat(features(decision).children().getFirst().children())
                .extracting(Element::text)
                .containsExactly("PLAIN");
    }

    @Test
    void upgradable_stream_offers_nothing_but_tls() {
        Element features = features(found(open(AwaitingHeader.first(Link.STARTTLS))));

        assertThat(names(features)).containsExactly("starttls");
    }

    @Test
    void unknown_domain_is_answered_in_nobodys_name() {
        Decision asked = open(AwaitingHeader.first(SECURED), "other.test", "1.0", null);
        Decision decision =
                negotiation.decide(
                        asked.next(),
                        new StreamInput.DomainFound(Optional.empty(), false, Optional.empty()));

        assertThat(decision.actions())
                .containsExactly(
                        new OpenStream("", null),
                        new Close(StreamError.of(StreamError.Condition.HOST_UNKNOWN)));
    }

    @Test
    void broken_input_before_any_header_is_answered_within_a_stream() {
        StreamError broken = StreamError.of(StreamError.Condition.NOT_WELL_FORMED);
        Decision decision =
                negotiation.decide(AwaitingHeader.first(SECURED), new StreamInput.Failed(broken));

        assertThat(decision.actions()).containsExactly(new OpenStream("", null), new Close(broken));
    }

    @Test
    void nothing_is_written_in_clear_while_tls_begins() {
        Decision decision =
                negotiation.decide(
                        new StreamState.Securing(0),
                        new StreamInput.Failed(
                                StreamError.of(StreamError.Condition.CONNECTION_TIMEOUT)));

        assertThat(decision.actions()).containsExactly(new StreamAction.Cut());
    }

    @Test
    void second_header_is_bad_format() {
        Decision offered = found(open(AwaitingHeader.first(SECURED)));

        assertThat(error(open(offered.next()))).isEqualTo(StreamError.Condition.BAD_FORMAT);
    }

    @Test
    void failed_logins_are_counted_over_the_whole_stream() {
        StreamState state = found(open(AwaitingHeader.first(SECURED))).next();
        for (int i = 0; i < 2; i++) {
            state = plain(state, Verdict.DENIED).next();
            assertThat(state).isInstanceOf(StreamState.Offering.class);
        }

        Decision last = plain(state, Verdict.DENIED);

        assertThat(last.next()).isInstanceOf(StreamState.Closed.class);
        assertThat(error(last)).isEqualTo(StreamError.Condition.POLICY_VIOLATION);
        assertThat(last.actions())
                .filteredOn(StreamAction.LoginFailed.class::isInstance)
                .extracting(action -> ((StreamAction.LoginFailed) action).user())
                .containsExactly(JULIET);
    }

    @Test
    void success_restarts_the_stream_and_offers_binding() {
        Decision success =
                plain(found(open(AwaitingHeader.first(SECURED))).next(), Verdict.ALLOWED);

        Decision restarted = open(success.next());

        assertThat(success.actions().getLast()).isEqualTo(new StreamAction.LoggedIn(LOGIN));
        assertThat(names(features(restarted)))
                .containsExactly("bind", "session", "sm", "csi", "sub");
    }

    @Test
    void login_is_for_one_domain_and_one_name() {
        AwaitingHeader loggedIn = new AwaitingHeader(SECURED, LOGIN, 0);

        assertThat(error(open(loggedIn, "other.test", "1.0", null)))
                .isEqualTo(StreamError.Condition.NOT_AUTHORIZED);
        assertThat(error(open(loggedIn, "acme.test", "1.0", "romeo@acme.test")))
                .isEqualTo(StreamError.Condition.INVALID_FROM);
        assertThat(open(loggedIn, "acme.test", "1.0", "juliet@acme.test/x").next())
                .isInstanceOf(StreamState.Unbound.class);
    }

    @Test
    void binding_asks_for_the_resource_and_answers_with_the_full_jid() {
        Element bind =
                Element.builder("bind", "urn:ietf:params:xml:ns:xmpp-bind")
                        .child("resource", "balcony")
                        .build();
        Iq request = Iq.set(null, null, "b", bind);
        Decision asked =
                negotiation.decide(
                        new StreamState.Unbound(LOGIN, 0),
                        new StreamInput.Received(new Parsed.Accepted(request)));
        Decision bound =
                negotiation.decide(
                        asked.next(),
                        new StreamInput.SessionBound(FullJid.parse("juliet@acme.test/balcony")));

        assertThat(asked.actions()).containsExactly(new StreamAction.Bind(LOGIN, "balcony"));
        assertThat(bound.next()).isEqualTo(new StreamState.Bound(LOGIN));
        assertThat(bound.actions().getFirst().toString())
                .contains("<jid>juliet@acme.test/balcony</jid>");
    }

    @Test
    void closed_stream_stays_closed() {
        StreamState closed = new StreamState.Closed();

        assertThat(open(closed).actions()).isEmpty();
        assertThat(negotiation.decide(closed, new StreamInput.ClosedByClient()).actions())
                .isEmpty();
    }

    private Decision open(StreamState state) {
        return open(state, "acme.test", "1.0", null);
    }

    private Decision open(StreamState state, String to, String version, @Nullable String from) {
        return negotiation.decide(
                state, new StreamInput.Opened(new StreamHeader(to, from, null, version, null)));
    }

    private Decision found(Decision asked) {
        return negotiation.decide(
                asked.next(),
                new StreamInput.DomainFound(Optional.of(POLICY), true, Optional.empty()));
    }

    private Decision plain(StreamState state, Verdict verdict) {
        String message =
                Base64.getEncoder()
                        .encodeToString("\0juliet\0secret".getBytes(StandardCharsets.UTF_8));
        Element auth =
                Element.builder("auth", "urn:ietf:params:xml:ns:xmpp-sasl")
                        .attribute("mechanism", "PLAIN")
                        .text(message)
                        .build();
        Decision asked =
                negotiation.decide(state, new StreamInput.Received(new Parsed.NotStanza(auth)));
        return negotiation.decide(
                asked.next(), new StreamInput.SaslAnswered(new SaslInput.Checked(verdict)));
    }

    private static Element features(Decision decision) {
        return decision.actions().stream()
                .filter(Send.class::isInstance)
                .map(action -> ((Send) action).element())
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(Element features) {
        return features.children().stream().map(Element::name).toList();
    }

    private static StreamError.Condition error(Decision decision) {
        return decision.actions().stream()
                .filter(Close.class::isInstance)
                .map(action -> Objects.requireNonNull(((Close) action).error()).condition())
                .findFirst()
                .orElseThrow();
    }
}
