package io.rookery.hooks.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.hooks.endpoint.SigningSecret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {
    // The example of the standard's own test suites.
    private static final SigningSecret SECRET =
            SigningSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final Instant TIME = Instant.ofEpochSecond(1_614_265_330);
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    @Test
    void signature_is_that_of_the_standard() {
        assertThat(WebhookSignature.sign(List.of(SECRET), ID, TIME, BODY)).isEqualTo(SIGNATURE);
    }

    @Test
    void signature_of_the_standard_is_genuine() {
        assertThat(verify(List.of(SECRET), SIGNATURE, BODY, TIME)).isTrue();
    }

    @Test
    void rotation_signs_by_each_secret_and_either_receiver_accepts() {
        SigningSecret next = SigningSecret.generate(new Random(7));

        String signature = WebhookSignature.sign(List.of(next, SECRET), ID, TIME, BODY);

        assertThat(signature.split(" ", -1)).hasSize(2);
        assertThat(verify(List.of(SECRET), signature, BODY, TIME)).isTrue();
        assertThat(verify(List.of(next), signature, BODY, TIME)).isTrue();
        assertThat(verify(List.of(SigningSecret.generate(new Random(8))), signature, BODY, TIME))
                .isFalse();
    }

    @Test
    void changed_body_id_or_signature_is_not_genuine() {
        byte[] other = "{\"test\": 2432232315}".getBytes(StandardCharsets.UTF_8);

        assertThat(verify(List.of(SECRET), SIGNATURE, other, TIME)).isFalse();
        assertThat(verify(List.of(SECRET), SIGNATURE.replace("v1,", "v1a,"), BODY, TIME)).isFalse();
        assertThat(verify(List.of(SECRET), "", BODY, TIME)).isFalse();
        assertThat(
                        WebhookSignature.verify(
                                List.of(SECRET), "other", "1614265330", SIGNATURE, BODY, TIME))
                .isFalse();
    }

    @Test
    void timestamp_more_than_five_minutes_off_is_not_genuine() {
        Duration tolerance = WebhookSignature.TOLERANCE;

        assertThat(verify(List.of(SECRET), SIGNATURE, BODY, TIME.plus(tolerance))).isTrue();
        assertThat(verify(List.of(SECRET), SIGNATURE, BODY, TIME.plus(tolerance).plusSeconds(1)))
                .isFalse();
        assertThat(verify(List.of(SECRET), SIGNATURE, BODY, TIME.minus(tolerance).minusSeconds(1)))
                .isFalse();
    }

    @Test
    void timestamp_that_is_no_number_is_not_genuine() {
        for (String timestamp : List.of("", "now", "1e9", "-9223372036854775808")) {
            assertThat(
                            WebhookSignature.verify(
                                    List.of(SECRET), ID, timestamp, SIGNATURE, BODY, TIME))
                    .as(timestamp)
                    .isFalse();
        }
    }

    @Test
    void secret_must_have_24_to_64_bytes_and_is_not_shown() {
        assertThat(SigningSecret.parse(SECRET.text()).text()).isEqualTo(SECRET.text());
        assertThat(SECRET.toString()).doesNotContain("MfKQ");
        for (String bad : List.of("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAA", "whsec_%%%%")) {
            assertThatThrownBy(() -> SigningSecret.parse(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("AAAA");
        }
    }

    private static boolean verify(
            List<SigningSecret> secrets, String signature, byte[] body, Instant now) {
        String timestamp = String.valueOf(TIME.getEpochSecond());
        return WebhookSignature.verify(secrets, ID, timestamp, signature, body, now);
    }
}
