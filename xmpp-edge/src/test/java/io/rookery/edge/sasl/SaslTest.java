package io.rookery.edge.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.StringPreparation;
import io.rookery.routing.port.Authentication.Existence;
import io.rookery.routing.port.Authentication.ScramHash;
import io.rookery.routing.port.Authentication.ScramLookup;
import io.rookery.routing.port.Authentication.Verdict;
import io.rookery.xmpp.jid.BareJid;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SaslTest {
    private static final String DOMAIN = "acme.test";
    private static final BareJid JULIET = BareJid.parse("juliet@acme.test");
    private static final byte[] CHANNEL = "channel".getBytes(StandardCharsets.US_ASCII);
    private static final Decoys DECOYS =
            new Decoys("a secret of the installation".getBytes(StandardCharsets.US_ASCII), 4096);
    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);

    @ParameterizedTest
    @EnumSource(Mechanism.class)
    void right_password_logs_in_with_every_mechanism(Mechanism mechanism) throws Exception {
        Sasl sasl = bound();

        SaslOutput output =
                mechanism == Mechanism.PLAIN
                        ? plain(sasl, "\0juliet\0secret", Verdict.ALLOWED)
                        : login(sasl, mechanism, client(mechanism, "secret"), "secret");

        assertThat(output)
                .isInstanceOfSatisfying(
                        SaslOutput.Success.class,
                        success -> assertThat(success.user()).isEqualTo(JULIET));
    }

    @Test
    void unknown_user_gets_a_lasting_challenge_and_fails_with_the_proof() throws Exception {
        Sasl sasl = bound();
        ScramClient client = client(Mechanism.SCRAM_SHA_256, "secret");
        SaslStep asked = first(sasl, Mechanism.SCRAM_SHA_256, client);

        SaslStep challenged = sasl.decide(asked.next(), new SaslInput.Found(ScramLookup.ABSENT));
        SaslStep again = sasl.decide(asked.next(), new SaslInput.Found(ScramLookup.ABSENT));
        String challenge = challenge(challenged);
        client.serverFirstMessage(challenge);
        SaslStep ended = sasl.decide(challenged.next(), message(client.clientFinalMessage()));

        assertThat(salt(challenge)).isEqualTo(salt(challenge(again)));
        assertThat(challenge).contains(",i=4096");
        assertThat(ended.output())
                .isEqualTo(new SaslOutput.Failure(SaslFailure.NOT_AUTHORIZED, "wrong proof"));
    }

    @Test
    void wrong_password_fails_like_an_unknown_user() throws Exception {
        Sasl sasl = bound();

        SaslOutput output =
                login(
                        sasl,
                        Mechanism.SCRAM_SHA_512,
                        client(Mechanism.SCRAM_SHA_512, "guess"),
                        "secret");

        assertThat(output)
                .isEqualTo(new SaslOutput.Failure(SaslFailure.NOT_AUTHORIZED, "wrong proof"));
    }

    @Test
    void disabled_account_is_told_so_only_with_the_right_password() throws Exception {
        Sasl sasl = bound();
        ScramLookup disabled =
                new ScramLookup(
                        Existence.EXISTS, true, Verifiers.verifier("secret", ScramHash.SHA_256));

        SaslOutput right = login(sasl, client(Mechanism.SCRAM_SHA_256, "secret"), disabled);
        SaslOutput wrong = login(sasl, client(Mechanism.SCRAM_SHA_256, "guess"), disabled);

        assertThat(condition(right)).isEqualTo(SaslFailure.ACCOUNT_DISABLED);
        assertThat(condition(wrong)).isEqualTo(SaslFailure.NOT_AUTHORIZED);
    }

    @Test
    void unavailable_source_is_temporary_failure_never_not_authorized() throws Exception {
        Sasl sasl = bound();

        SaslStep asked =
                first(sasl, Mechanism.SCRAM_SHA_256, client(Mechanism.SCRAM_SHA_256, "secret"));
        SaslStep scram = sasl.decide(asked.next(), new SaslInput.Found(ScramLookup.UNAVAILABLE));
        SaslOutput plain = plain(sasl, "\0juliet\0secret", Verdict.UNAVAILABLE);

        assertThat(condition(scram.output())).isEqualTo(SaslFailure.TEMPORARY_AUTH_FAILURE);
        assertThat(condition(plain)).isEqualTo(SaslFailure.TEMPORARY_AUTH_FAILURE);
    }

    @Test
    void client_that_thinks_the_server_cannot_bind_is_refused_when_it_can() {
        SaslOutput refused = raw(bound(), Mechanism.SCRAM_SHA_256, "y,,n=juliet,r=abc");
        SaslOutput taken = raw(unbound(), Mechanism.SCRAM_SHA_256, "y,,n=juliet,r=abc");

        assertThat(refused)
                .isEqualTo(
                        new SaslOutput.Failure(
                                SaslFailure.NOT_AUTHORIZED, "channel binding downgrade"));
        assertThat(taken).isInstanceOf(SaslOutput.FindVerifier.class);
    }

    @Test
    void binding_to_another_channel_fails() throws Exception {
        Sasl sasl = bound();
        ScramClient client =
                builder(Mechanism.SCRAM_SHA_256_PLUS, "secret")
                        .channelBinding("tls-exporter", new byte[] {1})
                        .build();

        SaslOutput output = login(sasl, Mechanism.SCRAM_SHA_256_PLUS, client, "secret");

        assertThat(output)
                .isEqualTo(
                        new SaslOutput.Failure(
                                SaslFailure.NOT_AUTHORIZED, "channel binding differs"));
    }

    @Test
    void binding_types_that_were_not_offered_fail() {
        SaslOutput unique =
                raw(bound(), Mechanism.SCRAM_SHA_256_PLUS, "p=tls-unique,,n=juliet,r=abc");
        SaslOutput endPoint =
                raw(
                        bound(),
                        Mechanism.SCRAM_SHA_256_PLUS,
                        "p=tls-server-end-point,,n=juliet,r=abc");

        assertThat(condition(unique)).isEqualTo(SaslFailure.NOT_AUTHORIZED);
        assertThat(condition(endPoint)).isEqualTo(SaslFailure.NOT_AUTHORIZED);
    }

    @Test
    void flag_must_fit_the_mechanism() {
        assertThat(condition(raw(bound(), Mechanism.SCRAM_SHA_1_PLUS, "n,,n=juliet,r=abc")))
                .isEqualTo(SaslFailure.NOT_AUTHORIZED);
        assertThat(condition(raw(bound(), Mechanism.SCRAM_SHA_1, "p=tls-exporter,,n=juliet,r=abc")))
                .isEqualTo(SaslFailure.NOT_AUTHORIZED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n",
                "n,,",
                "n,,n=juliet",
                "x,,n=juliet,r=abc",
                "nn,,n=juliet,r=abc",
                "p,,n=juliet,r=abc",
                "n,,m=new,n=juliet,r=abc",
                "n,,r=abc,n=juliet",
                "n,,n=jul=ff,r=abc",
                "n,,n=,r=abc",
                "n,,n=juliet,r=",
                "n,,n=juliet,r=a b",
                "n,b=x,n=juliet,r=abc"
            })
    void malformed_first_messages_are_malformed_requests(String message) {
        assertThat(condition(raw(bound(), Mechanism.SCRAM_SHA_256, message)))
                .isEqualTo(SaslFailure.MALFORMED_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c=biws,r=x",
                "c=!!,r=x,p=YQ==",
                "r=x,c=biws,p=YQ==",
                "c=biws,p=YQ==",
                "c=biws,r=x,p=?"
            })
    void malformed_final_messages_are_malformed_requests(String message) {
        Sasl sasl = unbound();
        SaslStep asked = begin(sasl, Mechanism.SCRAM_SHA_1, "n,,n=juliet,r=abc");
        SaslStep challenged = sasl.decide(asked.next(), new SaslInput.Found(ScramLookup.ABSENT));

        SaslStep ended = sasl.decide(challenged.next(), bytes(message));

        assertThat(condition(ended.output())).isEqualTo(SaslFailure.MALFORMED_REQUEST);
    }

    @Test
    void nonce_of_another_exchange_fails() {
        Sasl sasl = unbound();
        SaslStep asked = begin(sasl, Mechanism.SCRAM_SHA_1, "n,,n=juliet,r=abc");
        SaslStep challenged = sasl.decide(asked.next(), new SaslInput.Found(ScramLookup.ABSENT));

        SaslStep ended = sasl.decide(challenged.next(), bytes("c=biws,r=abc,p=YQ=="));

        assertThat(ended.output())
                .isEqualTo(new SaslOutput.Failure(SaslFailure.NOT_AUTHORIZED, "nonce differs"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "juliet", "juliet\0secret", "\0juliet\0secret\0", "a\0b\0c\0d"})
    void malformed_plain_messages_are_malformed_requests(String message) {
        assertThat(condition(raw(bound(), Mechanism.PLAIN, message)))
                .isEqualTo(SaslFailure.MALFORMED_REQUEST);
    }

    @Test
    void bytes_that_are_not_utf8_are_a_malformed_request() {
        Sasl sasl = bound();

        SaslStep step =
                sasl.decide(
                        new SaslState.Begun(Mechanism.PLAIN),
                        new SaslInput.Message(new byte[] {0, (byte) 0xff, 0, 'x'}));

        assertThat(condition(step.output())).isEqualTo(SaslFailure.MALFORMED_REQUEST);
    }

    @Test
    void nobody_acts_for_another() {
        assertThat(condition(raw(bound(), Mechanism.PLAIN, "romeo@acme.test\0juliet\0secret")))
                .isEqualTo(SaslFailure.INVALID_AUTHZID);
        assertThat(raw(bound(), Mechanism.PLAIN, "juliet@acme.test\0juliet\0secret"))
                .isInstanceOf(SaslOutput.CheckPassword.class);
        assertThat(
                        condition(
                                raw(
                                        bound(),
                                        Mechanism.SCRAM_SHA_1,
                                        "n,a=romeo@acme.test,n=juliet,r=abc")))
                .isEqualTo(SaslFailure.INVALID_AUTHZID);
    }

    @Test
    void names_that_no_jid_can_have_fail_like_wrong_passwords() {
        assertThat(condition(raw(bound(), Mechanism.PLAIN, "\0jul iet\0secret")))
                .isEqualTo(SaslFailure.NOT_AUTHORIZED);
        assertThat(condition(raw(bound(), Mechanism.SCRAM_SHA_1, "n,,n=a@b@c,r=abc")))
                .isEqualTo(SaslFailure.NOT_AUTHORIZED);
    }

    @Test
    void client_verifies_the_servers_signature() throws Exception {
        Sasl sasl = bound();
        ScramClient client = client(Mechanism.SCRAM_SHA_256_PLUS, "secret");
        SaslOutput output = login(sasl, Mechanism.SCRAM_SHA_256_PLUS, client, "secret");

        String serverFinal =
                new String(((SaslOutput.Success) output).bytes(), StandardCharsets.US_ASCII);

        assertThatCode(() -> client.serverFinalMessage(serverFinal)).doesNotThrowAnyException();
    }

    private SaslOutput login(Sasl sasl, Mechanism mechanism, ScramClient client, String stored)
            throws Exception {
        ScramHash hash =
                Arrays.stream(ScramHash.values())
                        .filter(candidate -> mechanism.text().contains(candidate.saslName()))
                        .max((a, b) ->
                                Integer.compare(a.saslName().length(), b.saslName().length()))
                        .orElseThrow();
        SaslStep asked = first(sasl, mechanism, client);
        return finish(sasl, asked, client, Verifiers.of(stored, hash));
    }

    private SaslOutput login(Sasl sasl, ScramClient client, ScramLookup lookup) throws Exception {
        return finish(sasl, first(sasl, Mechanism.SCRAM_SHA_256, client), client, lookup);
    }

    private static SaslOutput finish(
            Sasl sasl, SaslStep asked, ScramClient client, ScramLookup lookup) throws Exception {
        SaslStep challenged = sasl.decide(asked.next(), new SaslInput.Found(lookup));
        client.serverFirstMessage(challenge(challenged));
        return sasl.decide(challenged.next(), message(client.clientFinalMessage())).output();
    }

    private static SaslStep first(Sasl sasl, Mechanism mechanism, ScramClient client) {
        return sasl.decide(new SaslState.Begun(mechanism), message(client.clientFirstMessage()));
    }

    private static SaslOutput plain(Sasl sasl, String text, Verdict verdict) {
        SaslStep asked = begin(sasl, Mechanism.PLAIN, text);
        return sasl.decide(asked.next(), new SaslInput.Checked(verdict)).output();
    }

    private static SaslOutput raw(Sasl sasl, Mechanism mechanism, String text) {
        return begin(sasl, mechanism, text).output();
    }

    private static SaslStep begin(Sasl sasl, Mechanism mechanism, String text) {
        return sasl.decide(new SaslState.Begun(mechanism), bytes(text));
    }

    private static SaslInput message(Object scramMessage) {
        return bytes(scramMessage.toString());
    }

    private static SaslInput bytes(String text) {
        return new SaslInput.Message(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String challenge(SaslStep step) {
        return new String(
                ((SaslOutput.Challenge) step.output()).bytes(), StandardCharsets.US_ASCII);
    }

    private static String salt(String challenge) {
        return challenge.substring(challenge.indexOf(",s="));
    }

    private static SaslFailure condition(SaslOutput output) {
        return ((SaslOutput.Failure) output).condition();
    }

    private static ScramClient client(Mechanism mechanism, String password) {
        ScramClient.FinalBuildStage builder = builder(mechanism, password);
        return (mechanism.isBound() ? builder.channelBinding("tls-exporter", CHANNEL) : builder)
                .build();
    }

    private static ScramClient.FinalBuildStage builder(Mechanism mechanism, String password) {
        return ScramClient.builder()
                .advertisedMechanisms(List.of(mechanism.text()))
                .username("juliet")
                .password(password.toCharArray())
                .stringPreparation(StringPreparation.NO_PREPARATION);
    }

    private Sasl bound() {
        return sasl(
                List.of(BindingType.TLS_EXPORTER),
                type -> type == BindingType.TLS_EXPORTER ? Optional.of(CHANNEL) : Optional.empty());
    }

    private Sasl unbound() {
        return sasl(List.of(), ChannelBindings.NONE);
    }

    private Sasl sasl(List<BindingType> types, ChannelBindings channel) {
        return new Sasl(
                DOMAIN, new SaslOffer(List.of(Mechanism.values()), types), channel, DECOYS, random);
    }
}
