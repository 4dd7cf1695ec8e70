package io.rookery.server.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/// Log lines for machines: one JSON object a line. What a line is about (`tenant`, `domain`,
/// `session` …) stands beside the message, flat, so that a search needs no path.
final class JsonLines extends LayoutBase<ILoggingEvent> {
    private final JsonFactory json = new JsonFactory();

    @Override
    public String doLayout(ILoggingEvent event) {
        StringWriter line = new StringWriter(256);
        try (JsonGenerator object = json.createGenerator(line)) {
            object.writeStartObject();
            object.writeStringField("time", event.getInstant().toString());
            object.writeStringField("level", event.getLevel().toString());
            object.writeStringField("logger", event.getLoggerName());
            object.writeStringField("thread", event.getThreadName());
            object.writeStringField("message", event.getFormattedMessage());
            for (Map.Entry<String, String> field : about(event).entrySet()) {
                object.writeStringField(field.getKey(), field.getValue());
            }
            IThrowableProxy thrown = event.getThrowableProxy();
            if (thrown != null) {
                object.writeStringField("exception", ThrowableProxyUtil.asString(thrown));
            }
            object.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.append('\n').toString();
    }

    /// A key is written once, the line's own value before its thread's.
    private static Map<String, String> about(ILoggingEvent event) {
        Map<String, String> about = new LinkedHashMap<>();
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> about.putIfAbsent(pair.key, String.valueOf(pair.value)));
        }
        event.getMDCPropertyMap().forEach(about::putIfAbsent);
        return about;
    }
}
