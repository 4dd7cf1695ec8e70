package io.rookery.server.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rookery.server.roles.StartFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The clients, as a process of their own.
final class TrafficProcess implements AutoCloseable {
    private static final int KEPT = 0;
    private static final int BROKEN = 1;
    private static final int DOES_NOT_COUNT = 3;

    private static final String TRAFFIC_HEAP = "256m";

    /// The checker holds every message of a run: 256 MB were too few for 312,766 of them.
    private static final String CHECKER_HEAP = "2g";

    private final Process process;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    private TrafficProcess(Process process, Consumer<String> out) {
        this.process = process;
        Thread.ofVirtual().name("traffic").start(() -> listen(out));
    }

    /// The program that the bench module has: with `classPath`, started with these options.
    static TrafficProcess start(String classPath, List<String> options, Consumer<String> out) {
        try {
            return new TrafficProcess(
                    new ProcessBuilder(
                                    java(
                                            classPath,
                                            TRAFFIC_HEAP,
                                            "io.rookery.bench.chaos.Traffic",
                                            options))
                            .redirectErrorStream(true)
                            .start(),
                    out);
        } catch (IOException e) {
            throw new StartFailure("traffic: cannot be started: " + e, e);
        }
    }

    /// Judges a run.
    ///
    /// @return the checker's status
    static int check(String classPath, Path logs, Path secrets, Consumer<String> out)
            throws InterruptedException {
        List<String> command =
                java(
                        classPath,
                        CHECKER_HEAP,
                        "io.rookery.bench.check.Check",
                        List.of("--logs", logs.toString(), "--secrets", secrets.toString()));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
                lines.lines().forEach(out);
            }
            return judged(process.waitFor(), out);
        } catch (IOException e) {
            throw new StartFailure("checker: cannot be started: " + e, e);
        }
    }

    /// A checker that was ended itself has judged nothing.
    static int judged(int status, Consumer<String> out) {
        if (status == KEPT || status == BROKEN || status == DOES_NOT_COUNT) {
            return status;
        }
        out.accept("checker: ended with status %d: the run could not be judged".formatted(status));
        return BROKEN;
    }

    private static List<String> java(
            String classPath, String heap, String main, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx" + heap,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseCompactObjectHeaders",
                        "-Dstdout.encoding=UTF-8",
                        "-cp",
                        classPath,
                        main));
        command.addAll(options);
        return command;
    }

    private void listen(Consumer<String> out) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            String line = lines.readLine();
            while (line != null) {
                out.accept("          traffic: " + line);
                if (line.equals("ready")) {
                    ready.countDown();
                } else if (line.equals("done")) {
                    done.countDown();
                }
                line = lines.readLine();
            }
        } catch (IOException e) {
            out.accept("          traffic: " + e);
        }
    }

    /// Waits until everybody is online.
    void awaitReady(Duration most) throws InterruptedException {
        await(ready, "ready", most);
    }

    /// Ends the talk, and waits until all is taken and read.
    void finish(Duration most) throws InterruptedException {
        try {
            process.getOutputStream().write("quiet\n".getBytes(UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new StartFailure("traffic: ended early: " + e, e);
        }
        await(done, "done", most);
    }

    private void await(CountDownLatch latch, String word, Duration most)
            throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        while (!latch.await(1, TimeUnit.SECONDS)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new StartFailure(
                        "traffic: "
                                + (process.isAlive() ? "at work" : "ended")
                                + " (expected: "
                                + word
                                + ')');
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
