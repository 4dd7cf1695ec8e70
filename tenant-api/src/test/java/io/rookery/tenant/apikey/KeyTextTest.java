package io.rookery.tenant.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KeyTextTest {
    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void a_key_says_its_environment_and_is_read_again() {
        KeyText live = KeyText.make(false, random);
        KeyText test = KeyText.make(true, random);

        assertThat(live.text()).matches("rk_live_[0-9A-Za-z]{38}");
        assertThat(test.text()).matches("rk_test_[0-9A-Za-z]{38}");
        assertThat(KeyText.parse(live.text()).orElseThrow().hash()).isEqualTo(live.hash());
        assertThat(live.hash()).hasSize(32);
        assertThat(live.text()).endsWith(live.last4());
        assertThat(live.toString()).hasSizeLessThan(20);
    }

    @Test
    void a_key_with_any_character_changed_is_refused_before_the_database() {
        String text = KeyText.make(false, random).text();

        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == 'x' ? 'y' : 'x';
            String changed = text.substring(0, i) + other + text.substring(i + 1);
            assertThat(KeyText.parse(changed)).as(changed).isEmpty();
        }
        assertThat(KeyText.parse(text + "x")).isEmpty();
        assertThat(KeyText.parse("")).isEmpty();
    }

    @Test
    void keys_differ() {
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            keys.add(KeyText.make(false, random).text());
        }
        assertThat(keys).hasSize(1_000);
    }
}
