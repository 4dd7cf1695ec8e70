package io.rookery.server.doctor;

import io.rookery.server.doctor.Findings.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Where archivers are behind the log: partitions with records to go whose archiver does not move.
/// A record that has just come is not yet archived, and that its partition was quiet before says
/// nothing: so it takes two looks. A partition without a place has never been archived.
final class ArchiverLag {
    private static final long LAG_SECONDS = 30;
    private static final long LAG_BAD_SECONDS = 300;
    private static final int MAX_PARTITIONS = 8;

    private ArchiverLag() {}

    /// A partition of the log.
    record Place(String topic, int partition) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int topics = topic.compareTo(other.topic);
            return topics != 0 ? topics : Integer.compare(partition, other.partition);
        }
    }

    /// How far its archiver is.
    ///
    /// @param next the record that it wants next
    /// @param seconds since it moved last
    record Progress(long next, long seconds) {}

    /// A partition that may be behind.
    ///
    /// @param read empty when nothing of it has ever been archived
    record Suspect(long missing, Optional<Progress> read) {}

    /// @param ends of the topics' partitions, which were read before `read` was
    static Map<Place, Suspect> suspects(Map<String, List<Long>> ends, Map<Place, Progress> read) {
        Map<Place, Suspect> suspects = new TreeMap<>();
        ends.forEach((topic, partitions) -> {
            for (int partition = 0; partition < partitions.size(); partition++) {
                Place place = new Place(topic, partition);
                Optional<Progress> progress = Optional.ofNullable(read.get(place));
                long missing = partitions.get(partition) - progress.map(Progress::next).orElse(0L);
                long seconds = progress.map(Progress::seconds).orElse(LAG_SECONDS);
                if (missing > 0 && seconds >= LAG_SECONDS) {
                    suspects.put(place, new Suspect(missing, progress));
                }
            }
        });
        return suspects;
    }

    /// Those that have not moved until a second look.
    static Map<Place, Suspect> behind(Map<Place, Suspect> suspects, Map<Place, Progress> later) {
        Map<Place, Suspect> behind = new TreeMap<>(suspects);
        behind.entrySet()
                .removeIf(each -> {
                    long before = each.getValue().read().map(Progress::next).orElse(-1L);
                    Progress now = later.get(each.getKey());
                    return now != null && now.next() != before;
                });
        return behind;
    }

    static void report(Findings found, Map<Place, Suspect> behind) {
        if (behind.isEmpty()) {
            return;
        }
        List<String> lines = new ArrayList<>();
        long worst = 0;
        long records = 0;
        boolean never = false;
        for (Map.Entry<Place, Suspect> each : behind.entrySet()) {
            Suspect suspect = each.getValue();
            Optional<Long> seconds = suspect.read().map(Progress::seconds);
            lines.add(
                    "%s/%d: %d records, %s"
                            .formatted(
                                    each.getKey().topic(),
                                    each.getKey().partition(),
                                    suspect.missing(),
                                    seconds.map(time -> time + " s").orElse("never archived")));
            worst = Math.max(worst, seconds.orElse(0L));
            never |= seconds.isEmpty();
            records += suspect.missing();
        }
        Trouble trouble =
                new Trouble(
                        "archiver-behind",
                        String.join("; ", lines.subList(0, Math.min(lines.size(), MAX_PARTITIONS))),
                        never
                                ? "Of %d partitions some were never archived, with %d records to go in all."
                                        .formatted(behind.size(), records)
                                : "In %d partitions the archiver has not moved for up to %d s, with %d records to go."
                                        .formatted(behind.size(), worst, records),
                        "Archives and messages for users who are offline lack what is newer; users"
                                + " who ask for their newest messages are told to wait.",
                        "See that an archiver runs and what its log says; more archivers share the"
                                + " partitions.");
        if (never || worst >= LAG_BAD_SECONDS) {
            found.error(trouble);
        } else {
            found.warning(trouble);
        }
    }
}
