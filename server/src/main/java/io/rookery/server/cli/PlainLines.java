package io.rookery.server.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/// Log lines for people: time, level, logger, message, and what the line is about as `key=value`.
/// One event is one line, whatever came over the wire: control characters are shown, not obeyed,
/// and the lines of a stack trace are indented.
final class PlainLines extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
    private static final String INDENT = "    ";

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        TIME.formatTo(event.getInstant(), line);
        line.append(' ').append("%-5s".formatted(event.getLevel())).append(' ');
        line.append(simpleName(event.getLoggerName())).append(' ');
        show(event.getFormattedMessage(), line);
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> pair(pair.key, pair.value, line));
        }
        event.getMDCPropertyMap().forEach((key, value) -> pair(key, value, line));
        line.append('\n');
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            ThrowableProxyUtil.asString(thrown)
                    .lines()
                    .forEach(each -> {
                        line.append(INDENT);
                        show(each.replace("\t", INDENT), line);
                        line.append('\n');
                    });
        }
        return line.toString();
    }

    private static void pair(String key, Object value, StringBuilder line) {
        line.append(' ');
        show(key, line);
        line.append('=');
        show(String.valueOf(value), line);
    }

    private static String simpleName(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }

    /// Appends `text` with its control characters, the line separators of Unicode included, as
    /// escapes.
    private static void show(String text, StringBuilder line) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                line.append("\\u%04x".formatted((int) c));
            } else {
                line.append(c);
            }
        }
    }
}
