package io.rookery.archive.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.testkit.sabotage.AlteredClasses;
import io.rookery.testkit.sabotage.Sabotage;
import java.io.File;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The fence broken on purpose, and that [OpenPartitionTest] notices.
class SabotagedPartitionTest {
    private static final Path ROOT = Path.of(System.getProperty("rookery.home", ".."));
    private static final String CLASS_PATH = System.getProperty("java.class.path", "");

    @TempDir private Path classes;

    @Test
    void without_the_fence_what_lies_behind_another_opening_is_confirmed() throws Exception {
        assertThat(red("no-fence-in-kafka"))
                .containsExactlyInAnyOrder(
                        "record_behind_a_foreign_one_waits_until_the_log_was_read_that_far",
                        "what_waits_behind_another_opening_fails_when_that_is_read");
    }

    @Test
    void with_the_fence_nothing_is_red() throws Exception {
        assertThat(red()).isEmpty();
    }

    /// The tests that fail with these sabotages.
    private List<String> red(String... names) throws Exception {
        List<Sabotage> sabotages = new ArrayList<>();
        for (String name : names) {
            sabotages.add(Sabotage.named(ROOT, name));
        }
        if (!sabotages.isEmpty()) {
            AlteredClasses.compile(ROOT, sabotages, CLASS_PATH, classes);
        }
        List<URL> urls = new ArrayList<>(List.of(classes.toUri().toURL()));
        for (String entry : CLASS_PATH.split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        try (URLClassLoader altered =
                new URLClassLoader(
                        urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> tests = altered.loadClass(OpenPartitionTest.class.getName());
            Constructor<?> made = open(tests.getDeclaredConstructor());
            List<String> red = new ArrayList<>();
            for (Method each : tests.getDeclaredMethods()) {
                if (has(each, "Test") && !passes(tests, each, made.newInstance())) {
                    red.add(each.getName());
                }
            }
            return red;
        }
    }

    private static boolean passes(Class<?> tests, Method test, Object instance)
            throws IllegalAccessException {
        try {
            for (Method each : tests.getDeclaredMethods()) {
                if (has(each, "BeforeEach")) {
                    open(each).invoke(instance);
                }
            }
            open(test).invoke(instance);
            return true;
        } catch (InvocationTargetException e) {
            return false;
        }
    }

    /// By name, since the annotation is of the other class loader too.
    private static boolean has(Method method, String annotation) {
        return Stream.of(method.getAnnotations())
                .anyMatch(each -> each.annotationType().getSimpleName().equals(annotation));
    }

    private static <T extends AccessibleObject> T open(T member) {
        member.setAccessible(true);
        return member;
    }
}
