package io.rookery.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SecretBoxTest {
    private static final byte[] SECRET = "whsec_secret".getBytes(StandardCharsets.UTF_8);

    private final SecretBox box = box(1);

    @Test
    void what_was_sealed_is_opened_in_its_place_only() {
        byte[] sealed = box.seal("here", SECRET);

        assertThat(box.open("here", sealed)).isEqualTo(SECRET);
        assertThatThrownBy(() -> box.open("there", sealed))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void another_master_key_opens_nothing() {
        byte[] sealed = box.seal("here", SECRET);

        assertThatThrownBy(() -> box(2).open("here", sealed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("master key");
    }

    @Test
    void whatever_bit_is_changed_it_opens_no_more() {
        byte[] sealed = box.seal("here", SECRET);
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> box.open("here", changed))
                    .isInstanceOf(IllegalStateException.class);
        }
        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertThatThrownBy(() -> box.open("here", cut))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void one_secret_is_sealed_differently_each_time() {
        assertThat(box.seal("here", SECRET)).isNotEqualTo(box.seal("here", SECRET));
    }

    @Test
    void a_master_key_has_32_bytes_and_hides_them() {
        assertThatThrownBy(() -> new MasterKey(new byte[16])).hasMessageContaining("16 bytes");
        assertThat(new MasterKey(new byte[32])).hasToString("MasterKey[…]");
    }

    private static SecretBox box(int key) {
        byte[] bytes = new byte[MasterKey.BYTES];
        bytes[0] = (byte) key;
        return new SecretBox(new MasterKey(bytes), new SplittableRandom(key));
    }
}
