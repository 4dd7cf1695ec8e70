package io.rookery.server.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.rookery.server.roles.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// Where log lines go and what they look like. Everything goes to standard output; libraries speak
/// from `warn` on.
final class LogOutput {

    private static final String PLAIN = "%d{HH:mm:ss.SSS} %-5level %logger{0} %msg%n%ex";

    private LogOutput() {}

    static void configure(Settings.Log settings) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(encoder(settings.format(), context));
        console.start();

        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(console);
        root.setLevel(Level.WARN);
        context.getLogger("io.rookery").setLevel(Level.toLevel(settings.level().name()));
        // It warns of each setting that a client does not know, and of a lone broker's first
        // seconds.
        context.getLogger("org.apache.kafka").setLevel(Level.ERROR);
        context.getLogger("kafka").setLevel(Level.ERROR);
        context.getLogger("state.change.logger").setLevel(Level.ERROR);
        // The demonstration's clients warn of each connection that they close themselves.
        context.getLogger("org.jivesoftware").setLevel(Level.OFF);
        // It warns that it does not know PostgreSQL 18 yet, with which it works.
        context.getLogger("org.flywaydb").setLevel(Level.ERROR);

        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    private static Encoder<ILoggingEvent> encoder(
            Settings.Log.Format format, LoggerContext context) {
        return switch (format) {
            case PLAIN -> {
                PatternLayoutEncoder encoder = new PatternLayoutEncoder();
                encoder.setContext(context);
                encoder.setPattern(PLAIN);
                encoder.start();
                yield encoder;
            }
            case JSON -> {
                JsonEncoder encoder = new JsonEncoder();
                encoder.setContext(context);
                encoder.setWithFormattedMessage(true);
                encoder.setWithMessage(false);
                encoder.setWithArguments(false);
                encoder.setWithContext(false);
                encoder.setWithSequenceNumber(false);
                encoder.setWithNanoseconds(false);
                encoder.start();
                yield encoder;
            }
        };
    }
}
