package io.rookery.archive.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.archive.backend.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ArchiveKeysTest {
    private static final long PEER_HASH = -8100486383605657331L;

    @Test
    void first_id_of_an_instant_is_not_after_any_id_of_it() {
        UUID first = ArchiveKeys.first(Records.NOON);

        assertThat(first).isLessThan(Records.id(Records.NOON, 0));
        assertThat(first).isGreaterThan(Records.id(Records.NOON.minusMillis(1), 99));
        assertThat(ArchiveKeys.millis(first)).isEqualTo(Records.NOON.toEpochMilli());
    }

    @Test
    void instants_outside_the_range_of_ids_are_its_ends() {
        assertThat(ArchiveKeys.first(Instant.MIN)).isEqualTo(new UUID(0, 0));
        assertThat(ArchiveKeys.first(Instant.EPOCH.minusSeconds(1))).isEqualTo(new UUID(0, 0));
        assertThat(ArchiveKeys.first(Instant.MAX)).isEqualTo(new UUID(0xffffffffffff0000L, 0));
    }

    @Test
    void stamp_within_the_slack_is_searched_by_id() {
        UUID id = Records.id(Records.NOON, 1);
        long slack = ArchiveKeys.SLACK.toMillis();
        long noon = Records.NOON.toEpochMilli();

        assertThat(ArchiveKeys.displaced(id, noon + slack)).isFalse();
        assertThat(ArchiveKeys.displaced(id, noon - slack - 1)).isTrue();
        assertThat(ArchiveKeys.SLACK).isGreaterThan(Duration.ofMinutes(1));
    }

    @Test
    void hash_of_a_peer_is_what_the_rows_have() {
        // Rows written by older versions are found by it: it may never change.
        assertThat(ArchiveKeys.peerHash("romeo@acme.test")).isEqualTo(PEER_HASH);
    }
}
