package io.rookery.server.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.rookery.server.roles.Settings;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// Where log lines go and what they look like. Everything goes to standard output; libraries speak
/// from `warn` on.
final class LogOutput {

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
        // A node that was halted says this for each message that was on its way then.
        context.getLogger("org.apache.pekko.remote.artery.compress").setLevel(Level.ERROR);
        // The demonstration's clients warn of each connection that they close themselves.
        context.getLogger("org.jivesoftware").setLevel(Level.OFF);
        // It warns that it does not know PostgreSQL 18 yet, with which it works.
        context.getLogger("org.flywaydb").setLevel(Level.ERROR);

        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    private static Encoder<ILoggingEvent> encoder(
            Settings.Log.Format format, LoggerContext context) {
        Layout<ILoggingEvent> layout =
                switch (format) {
                    case PLAIN -> new PlainLines();
                    case JSON -> new JsonLines();
                };
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        encoder.start();
        return encoder;
    }
}
