package io.rookery.xmpp.jid;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// Lines of a corpus of addresses, with their escapes resolved.
final class Corpus {

    private Corpus() {}

    static List<String> lines(String name) {
        try (InputStream in =
                Objects.requireNonNull(Corpus.class.getResourceAsStream("/" + name))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String unescaped(String line) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length()) {
                switch (line.charAt(++i)) {
                    case 'u' -> {
                        text.append((char) Integer.parseInt(line.substring(i + 1, i + 5), 16));
                        i += 4;
                    }
                    case 't' -> text.append('\t');
                    case 'n' -> text.append('\n');
                    default -> text.append(line.charAt(i));
                }
            } else if (c == '{' && line.indexOf('}', i) > 0 && line.indexOf('*', i) > 0) {
                int star = line.indexOf('*', i);
                int end = line.indexOf('}', i);
                String times = line.substring(star + 1, end);
                if (times.chars().allMatch(Character::isDigit)) {
                    text.append(line.substring(i + 1, star).repeat(Integer.parseInt(times)));
                    i = end;
                } else {
                    text.append(c);
                }
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
