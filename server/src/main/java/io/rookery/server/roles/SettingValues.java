package io.rookery.server.roles;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/// What was given for settings, by key. A later source wins over an earlier one: file, then
/// environment, then command line. Keys that are no setting are refused.
public final class SettingValues {

    /// Variables of the `rookery` script and of commands that ask the API, which are no settings.
    private static final Set<String> OF_THE_SCRIPT =
            Set.of(
                    "ROOKERY_CONFIG",
                    "ROOKERY_HEAP",
                    "ROOKERY_JAVA_OPTS",
                    "ROOKERY_API",
                    "ROOKERY_API_KEY");

    /// Variables of the tests (docs/testing.md), which are no settings either.
    private static final String OF_THE_TESTS = "ROOKERY_TEST_";

    private static final String HINT = "a setting; `rookery settings` lists them";

    private final Map<String, Setting<?>> known =
            Settings.ALL.stream().collect(toMap(Setting::key, Function.identity()));
    private final Map<String, Given> given = new LinkedHashMap<>();

    /// @param origin completes the words "given "
    private record Given(String value, String origin) {}

    /// The value of a setting: as given, or its fallback.
    ///
    /// @throws StartFailure when the value is not as expected
    public <T> T of(Setting<T> setting) {
        Given value = given.get(setting.key());
        return value == null
                ? setting.parse(setting.fallback(), "by default")
                : setting.parse(value.value(), value.origin());
    }

    /// Adds a file: YAML, or properties if its name ends so.
    ///
    /// @throws StartFailure when it cannot be read, or holds a key that is no setting
    public SettingValues file(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new StartFailure(
                    "configuration file: %s (expected: a readable file)".formatted(file), e);
        }
        Map<String, String> flat = new LinkedHashMap<>();
        if (file.toString().endsWith(".properties")) {
            properties(text).forEach((key, value) -> flat.put(key.toString(), value.toString()));
        } else {
            flatten("", yaml(file, text), flat);
        }
        flat.forEach((key, value) -> put(key, value, "in " + file));
        return this;
    }

    /// Adds the variables whose names begin with `ROOKERY_`.
    ///
    /// @throws StartFailure for one that names no setting
    public SettingValues environment(Map<String, String> environment) {
        Map<String, String> keys =
                known.values().stream().collect(toMap(Setting::variable, Setting::key));
        environment.forEach((variable, value) -> {
            if (!variable.startsWith("ROOKERY_")
                    || variable.startsWith(OF_THE_TESTS)
                    || OF_THE_SCRIPT.contains(variable)) {
                return;
            }
            String key = keys.get(variable);
            if (key == null) {
                throw StartFailure.of("environment variable", variable, HINT);
            }
            put(key, value, "by the environment variable " + variable);
        });
        return this;
    }

    /// Adds `key=value` pairs of the command line.
    ///
    /// @throws StartFailure for one without `=`, or whose key is no setting
    public SettingValues commandLine(Collection<String> pairs) {
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw StartFailure.of("--set", pair, "KEY=VALUE");
            }
            put(pair.substring(0, equals), pair.substring(equals + 1), "on the command line");
        }
        return this;
    }

    private void put(String key, String value, String origin) {
        if (!known.containsKey(key)) {
            throw StartFailure.of("unknown setting " + origin, key, HINT);
        }
        given.put(key, new Given(value, origin));
    }

    private static Properties properties(String text) {
        Properties properties = new Properties();
        try (Reader reader = new StringReader(text)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new IllegalStateException("a string that cannot be read", e);
        }
        return properties;
    }

    private static Object yaml(Path file, String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try {
            Object tree = new Yaml(new SafeConstructor(options)).load(text);
            if (tree == null) {
                return Map.of();
            }
            if (tree instanceof Map) {
                return tree;
            }
        } catch (YAMLException e) {
            throw new StartFailure(
                    "configuration file: %s (expected: YAML; %s)".formatted(file, place(e)), e);
        }
        throw StartFailure.of("configuration file", file, "keys with values");
    }

    private static String place(YAMLException e) {
        if (e instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            return "line %d: %s"
                    .formatted(marked.getProblemMark().getLine() + 1, marked.getProblem());
        }
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static void flatten(String prefix, Object value, Map<String, String> into) {
        switch (value) {
            case Map<?, ?> map ->
                    map.forEach((key, inner) ->
                            flatten(
                                    prefix.isEmpty() ? "" + key : prefix + "." + key,
                                    inner == null ? "" : inner,
                                    into));
            case Collection<?> list ->
                    into.put(prefix, String.join(",", list.stream().map(String::valueOf).toList()));
            // YAML reads `on` and `off` as truth values.
            case Boolean truth -> into.put(prefix, truth ? "on" : "off");
            default -> into.put(prefix, value.toString());
        }
    }
}
