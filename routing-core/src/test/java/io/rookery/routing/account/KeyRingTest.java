package io.rookery.routing.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.hop.IngressKey;
import io.rookery.routing.hop.SessionId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeyRingTest {
    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
    private final KeyRing ring = new KeyRing();

    @Test
    void whatever_comes_and_goes_it_knows_what_a_map_would_know() {
        List<SessionId> sessions =
                Stream.generate(() -> SessionId.random(random)).limit(3).toList();
        Map<IngressKey, UUID> model = new LinkedHashMap<>();
        for (int step = 0; step < 100_000; step++) {
            // Grows to some hundreds and shrinks again, over and over.
            boolean add = model.isEmpty() || random.nextInt(1_000) > (step % 2_000) / 2;
            if (add) {
                IngressKey key =
                        new IngressKey(sessions.get(random.nextInt(3)), 1 + random.nextInt(1_500));
                UUID id = new UUID(random.nextLong(), random.nextLong());
                model.put(key, id);
                ring.put(key, id, step);
            } else {
                model.remove(model.keySet().iterator().next());
                ring.removeOldest();
                ring.trim();
            }
            IngressKey asked =
                    new IngressKey(sessions.get(random.nextInt(3)), 1 + random.nextInt(1_500));
            assertThat(ring.find(asked)).isEqualTo(model.get(asked));
            assertThat(ring.size()).isEqualTo(model.size());
        }
        model.forEach((key, id) -> assertThat(ring.find(key)).isEqualTo(id));
    }

    @Test
    void what_is_known_keeps_its_place_and_gets_another_id() {
        IngressKey first = new IngressKey(SessionId.random(random), 1);
        IngressKey second = new IngressKey(SessionId.random(random), 1);
        UUID id = new UUID(1, 2);
        ring.put(first, new UUID(0, 0), 10);
        ring.put(second, id, 20);
        ring.put(first, id, 30);

        assertThat(ring.oldestMillis()).isEqualTo(10);
        assertThat(ring.find(first)).isEqualTo(id);
        ring.removeOldest();
        assertThat(ring.find(first)).isNull();
        assertThat(ring.oldestMillis()).isEqualTo(20);
        ring.removeOldest();
        ring.trim();
        assertThat(ring.size()).isZero();
        assertThat(ring.find(second)).isNull();
        assertThat(ring.oldestMillis()).isEqualTo(Long.MAX_VALUE);
    }
}
