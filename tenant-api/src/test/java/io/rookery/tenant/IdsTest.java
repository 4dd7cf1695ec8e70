package io.rookery.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
    @Test
    void ids_are_version_7_and_grow_with_time() {
        TestClock clock = new TestClock();
        Ids ids = new Ids(clock, new SplittableRandom(1));
        UUID last = new UUID(0, 0);
        for (int i = 0; i < 1_000; i++) {
            UUID id = ids.next();
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(id.toString()).isGreaterThan(last.toString());
            last = id;
        }
        assertThat(last.getMostSignificantBits() >>> 16)
                .isLessThanOrEqualTo(clock.instant().toEpochMilli());
    }

    @Test
    void an_id_has_one_text_for_each_kind() {
        UUID id = new Ids(new TestClock(), new SplittableRandom(1)).next();

        for (Ids.Kind kind : Ids.Kind.values()) {
            assertThat(kind.parse(kind.text(id))).contains(id);
        }
        assertThat(Ids.Kind.KEY.parse(Ids.Kind.DOMAIN.text(id))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "key_",
                "key_00000000000000000000000000000000x",
                "KEY_00000000000000000000000000000000",
                "key_+0000000000000000000000000000000",
                "key_0000000000000000000000000000000G",
                "key_ABCDEF00000000000000000000000000",
                "key_0000000000000000'; DROP TABLE --"
            })
    void other_texts_are_no_ids(String text) {
        assertThat(Ids.Kind.KEY.parse(text)).isEmpty();
    }
}
