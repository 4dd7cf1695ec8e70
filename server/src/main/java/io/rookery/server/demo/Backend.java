package io.rookery.server.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The sample tenant backend as a process of its own, run from its one source file.
final class Backend implements AutoCloseable {
    private static final String SOURCE =
            "testkit/src/main/java/io/rookery/testkit/backend/SampleBackend.java";
    private static final long START_SECONDS = 60;

    private final Process process;
    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

    private Backend(Process process) {
        this.process = process;
    }

    /// Starts it and waits until it listens.
    static Backend start(Path home, int port, String secret, Path users) {
        Path source = home.resolve(SOURCE);
        if (!Files.exists(source)) {
            throw new Failed("sample backend: no " + source + " (expected: a Rookery checkout)");
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try {
            Process process =
                    new ProcessBuilder(
                                    List.of(
                                            java,
                                            "-Xmx64m",
                                            source.toString(),
                                            Integer.toString(port),
                                            secret,
                                            users.toString()))
                            .redirectErrorStream(true)
                            .start();
            Backend backend = new Backend(process);
            backend.awaitListening();
            return backend;
        } catch (IOException e) {
            throw new Failed("sample backend: " + e, e);
        }
    }

    private void awaitListening() {
        CompletableFuture<Void> listening = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> read(listening));
        try {
            listening.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed("sample backend: interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw new Failed("sample backend: does not listen; it said " + lines, e);
        }
    }

    private void read(CompletableFuture<Void> listening) {
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = reader.readLine();
            while (line != null) {
                lines.add(line);
                if (line.startsWith("backend on ")) {
                    listening.complete(null);
                }
                line = reader.readLine();
            }
            listening.completeExceptionally(new Failed("sample backend: ended"));
        } catch (IOException e) {
            listening.completeExceptionally(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /// What it has printed: a line for each call.
    List<String> said() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
