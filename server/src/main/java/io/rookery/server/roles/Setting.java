package io.rookery.server.roles;

import static java.util.Locale.ROOT;
import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// One thing that an operator can set: its key, what it means, what it may be, and what it is when
/// nothing is said.
///
/// @param key lower-case words joined by dots and dashes, such as `kafka.controller-port`
/// @param fallback the value when none is given, written as a user would
/// @param expected what a value must be, as it completes the words "expected: "
/// @param secret whether messages must not show its value
/// @param parser throws `IllegalArgumentException` for a value that is not as expected
public record Setting<T>(
        String key,
        String fallback,
        String expected,
        String doc,
        boolean secret,
        Function<String, T> parser) {

    private static final String PREFIX = "ROOKERY_";

    /// The environment variable that sets it: `ROOKERY_KAFKA_CONTROLLER_PORT`.
    public String variable() {
        return PREFIX + key.toUpperCase(ROOT).replace('.', '_').replace('-', '_');
    }

    /// Reads a value.
    ///
    /// @param origin where the value was given, for the message
    /// @throws StartFailure when the value is not as expected
    T parse(String value, String origin) {
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException e) {
            throw new StartFailure(
                    "%s: %s (expected: %s; given %s)"
                            .formatted(key, secret ? "***" : value, expected, origin),
                    e);
        }
    }

    static Setting<Integer> number(String key, int fallback, int least, int most, String doc) {
        return new Setting<>(
                key,
                Integer.toString(fallback),
                "a whole number from %d to %d".formatted(least, most),
                doc,
                false,
                value -> {
                    int number = Integer.parseInt(value);
                    require(number >= least && number <= most);
                    return number;
                });
    }

    static Setting<Integer> port(String key, int fallback, String doc) {
        return new Setting<>(
                key,
                Integer.toString(fallback),
                "a port from 1 to 65535, or 0 for any free one",
                doc,
                false,
                value -> {
                    int number = Integer.parseInt(value);
                    require(number >= 0 && number <= 65_535);
                    return number;
                });
    }

    static Setting<Optional<Integer>> optionalPort(String key, String doc) {
        return new Setting<>(
                key,
                "",
                "a port from 1 to 65535, 0 for any free one, or nothing",
                doc,
                false,
                value -> {
                    if (value.isBlank()) {
                        return Optional.empty();
                    }
                    int number = Integer.parseInt(value);
                    require(number >= 0 && number <= 65_535);
                    return Optional.of(number);
                });
    }

    static Setting<Duration> duration(
            String key, String fallback, Duration least, Duration most, String doc) {
        return new Setting<>(
                key,
                fallback,
                "a time from %s to %s, such as 250ms, 30s, 5m, 2h or 7d"
                        .formatted(written(least), written(most)),
                doc,
                false,
                value -> {
                    Duration duration = duration(value);
                    require(duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0);
                    return duration;
                });
    }

    static <E extends Enum<E>> Setting<E> choice(
            String key, E fallback, Class<E> choices, String doc) {
        return new Setting<>(
                key,
                fallback.name().toLowerCase(ROOT),
                "one of " + names(choices),
                doc,
                false,
                value -> constant(choices, value));
    }

    static <E extends Enum<E>> Setting<Set<E>> choices(String key, Class<E> choices, String doc) {
        return new Setting<>(
                key,
                names(choices).replace(" ", ""),
                "one or more of %s, with commas between them".formatted(names(choices)),
                doc,
                false,
                value -> {
                    var chosen = EnumSet.noneOf(choices);
                    for (String name : value.split(",", -1)) {
                        chosen.add(constant(choices, name.strip()));
                    }
                    return chosen;
                });
    }

    static Setting<Double> share(String key, String fallback, String doc) {
        return new Setting<>(
                key,
                fallback,
                "a number from 0 to 1",
                doc,
                false,
                value -> {
                    double share = Double.parseDouble(value);
                    require(share >= 0 && share <= 1);
                    return share;
                });
    }

    static Setting<Path> directory(String key, String fallback, String doc) {
        return new Setting<>(
                key,
                fallback,
                "a directory",
                doc,
                false,
                value -> {
                    require(!value.isBlank());
                    return Path.of(value).toAbsolutePath().normalize();
                });
    }

    static Setting<Optional<String>> text(String key, String prefix, String expected, String doc) {
        return new Setting<>(
                key,
                "",
                expected,
                doc,
                false,
                value -> {
                    require(value.isEmpty() || value.startsWith(prefix));
                    return Optional.of(value).filter(text -> !text.isBlank());
                });
    }

    static Setting<String> name(String key, String fallback, String doc) {
        return new Setting<>(
                key,
                fallback,
                "a name",
                doc,
                false,
                value -> {
                    require(!value.isBlank());
                    return value;
                });
    }

    static Setting<String> password(String key, String doc) {
        return new Setting<>(key, "", "a password", doc, true, Function.identity());
    }

    private static <E extends Enum<E>> E constant(Class<E> choices, String name) {
        require(name.equals(name.toLowerCase(ROOT)));
        return Enum.valueOf(choices, name.toUpperCase(ROOT));
    }

    private static String names(Class<? extends Enum<?>> choices) {
        return Arrays.stream(choices.getEnumConstants())
                .map(choice -> choice.name().toLowerCase(ROOT))
                .collect(joining(", "));
    }

    private static Duration duration(String value) {
        for (Unit unit : Unit.BY_SUFFIX) {
            if (value.endsWith(unit.suffix)) {
                long count =
                        Long.parseLong(value.substring(0, value.length() - unit.suffix.length()));
                try {
                    return Duration.ofMillis(Math.multiplyExact(count, unit.millis));
                } catch (ArithmeticException e) {
                    throw new IllegalArgumentException(e);
                }
            }
        }
        throw new IllegalArgumentException();
    }

    private static String written(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        for (Unit unit : Unit.BY_SUFFIX.reversed()) {
            if (duration.toMillis() % unit.millis == 0) {
                return duration.toMillis() / unit.millis + unit.suffix;
            }
        }
        return duration.toMillis() + "ms";
    }

    private static void require(boolean expectation) {
        if (!expectation) {
            throw new IllegalArgumentException();
        }
    }

    /// @param suffix what follows the number
    private record Unit(String suffix, long millis) {
        /// "ms" before "s" and "m", with which it ends and begins.
        static final List<Unit> BY_SUFFIX =
                List.of(
                        new Unit("ms", 1),
                        new Unit("s", 1_000),
                        new Unit("m", 60_000),
                        new Unit("h", 3_600_000),
                        new Unit("d", 86_400_000));
    }
}
