package io.rookery.server.assembly;

import io.rookery.archive.ArchiveMeter;
import io.rookery.archive.Limits;
import io.rookery.archive.log.KafkaMessageLog;
import io.rookery.archive.log.KafkaUsageLog;
import io.rookery.archive.log.LogSettings;
import io.rookery.routing.port.MessageLog;
import io.rookery.routing.port.UsageLog;
import io.rookery.server.roles.Component;
import io.rookery.server.roles.Settings;
import io.rookery.server.roles.Topics;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The node's side of the log: what it appends and hears back.
final class LogPart implements Component {
    private final Settings settings;
    private final Supplier<String> bootstrapServers;
    private final ArchiveMeter meter;
    private final Map<String, Object> metering;
    private @Nullable KafkaMessageLog messages;
    private @Nullable KafkaUsageLog usage;

    /// @param metering what Kafka's clients need in order to tell of themselves
    LogPart(
            Settings settings,
            Supplier<String> bootstrapServers,
            ArchiveMeter meter,
            Map<String, Object> metering) {
        this.settings = settings;
        this.bootstrapServers = bootstrapServers;
        this.meter = meter;
        this.metering = metering;
    }

    @Override
    public String name() {
        return "log";
    }

    @Override
    public void start() {
        messages = KafkaMessageLog.connect(where(), Limits.DEFAULT.log(), meter);
        usage = KafkaUsageLog.connect(where(), Limits.DEFAULT.log());
    }

    LogSettings where() {
        return new LogSettings(
                bootstrapServers.get(),
                Topics.ACCOUNTS,
                Topics.USAGE,
                Topics.DEAD_LETTERS,
                settings.shards(),
                metering);
    }

    MessageLog messages() {
        return Started.of(messages, name());
    }

    UsageLog usage() {
        return Started.of(usage, name());
    }

    @Override
    public void stop() {
        if (messages != null) {
            messages.close();
        }
        if (usage != null) {
            usage.close();
        }
    }
}
