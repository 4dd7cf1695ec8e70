package io.rookery.hooks.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.hooks.fake.Given;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HookLimitsTest {
    @Test
    void defaults_are_those_that_tenants_are_told() {
        HookLimits limits = HookLimits.DEFAULT;

        assertThat(limits.call().deadline(Operation.AUTH_VERIFY)).isEqualTo(Duration.ofSeconds(3));
        assertThat(limits.call().deadline(Operation.ROSTER_GET)).isEqualTo(Duration.ofSeconds(3));
        assertThat(limits.call().replyBytes(Operation.USER_EXISTS)).isEqualTo(65_536);
        assertThat(limits.call().replyBytes(Operation.ROSTER_GET)).isEqualTo(1_048_576);
        assertThat(limits.cache().positiveTime()).isEqualTo(Duration.ofHours(1));
        assertThat(limits.roster().staleTime()).isEqualTo(Duration.ofHours(24));
        assertThat(limits.breaker().minimum()).isLessThanOrEqualTo(limits.breaker().window());
    }

    @Test
    void operation_is_found_by_its_text() {
        for (Operation operation : Operation.values()) {
            assertThat(Operation.parse(operation.text())).contains(operation);
        }
        assertThat(Operation.parse("auth.jwks")).isEmpty();
    }

    @Test
    void endpoint_has_a_secret_and_at_most_the_newest_16_sign() {
        List<SigningSecret> many = new ArrayList<>(Collections.nCopies(20, Given.SECRET));
        many.addFirst(SigningSecret.generate(new Random(1)));

        assertThat(withSecrets(many).secrets()).hasSize(16).first().isSameAs(many.getFirst());
        assertThatThrownBy(() -> withSecrets(List.of()))
                .hasMessage("secrets: none (expected: at least one)");
    }

    private static HookEndpoint withSecrets(List<SigningSecret> secrets) {
        HookEndpoint plain = Given.endpoint();
        return new HookEndpoint(plain.tenant(), plain.id(), plain.baseUrl(), secrets, Set.of(), 1);
    }

    @Test
    void id_is_written_as_in_the_api() {
        assertThat(Given.endpoint().id().text()).isEqualTo("hook_00000000000000010000000000000007");
    }
}
