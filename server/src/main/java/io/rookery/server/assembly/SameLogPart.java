package io.rookery.server.assembly;

import io.rookery.archive.ingest.SameLog;
import io.rookery.server.roles.Component;
import io.rookery.server.roles.KafkaSettings;
import io.rookery.server.roles.StartFailure;
import io.rookery.tenant.erasure.ErasureQueue;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Refuses a start on a log that is not the one whose records PostgreSQL has, unless the operator
/// says that Kafka's data were lost (docs/operations.md, Disaster recovery).
final class SameLogPart implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(SameLogPart.class);
    private static final int LOOKS = 50;
    private static final long PAUSE_MILLIS = 100;

    private final Pools pools;
    private final LogPart log;
    private final boolean replaced;
    private final InstantSource clock;

    /// @param replaced whether a log that is another is taken for the one to archive
    SameLogPart(Pools pools, LogPart log, boolean replaced, InstantSource clock) {
        this.pools = pools;
        this.log = log;
        this.replaced = replaced;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "same log";
    }

    @Override
    public void start() throws InterruptedException {
        try (SameLog same = new SameLog(log.where(), pools.archiver())) {
            SameLog.Seen seen = look(same);
            if (seen.others().isEmpty()) {
                return;
            }
            String what = String.join(", and ", seen.others());
            if (!replaced) {
                throw StartFailure.of(
                        KafkaSettings.LOG_REPLACED.key(),
                        "off",
                        "on, for one start, if Kafka's data were lost: %s; docs/operations.md says"
                                        .formatted(what)
                                + " what it means");
            }
            new ErasureQueue(pools.archiver(), clock).logReplaced();
            if (same.replace()) {
                LOG.warn("Archiving begins anew: {}", what);
            }
        } catch (SQLException | KafkaException e) {
            throw new StartFailure("same log: cannot be looked at: " + e.getMessage(), e);
        }
    }

    /// A topic that another node has just made is not known to every broker at once.
    private static SameLog.Seen look(SameLog same) throws SQLException, InterruptedException {
        for (int again = LOOKS; ; again--) {
            try {
                return same.look();
            } catch (KafkaException e) {
                if (again == 0 || !(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
    }

    @Override
    public void stop() {
        // Nothing runs.
    }
}
