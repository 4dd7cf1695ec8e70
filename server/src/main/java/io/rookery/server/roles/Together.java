package io.rookery.server.roles;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Components that do not need each other and start at the same time, to save the node's start the
/// sum of their waits.
public record Together(String name, List<Component> members) implements Component {

    private static final Logger log = LoggerFactory.getLogger(Together.class);

    public Together {
        members = List.copyOf(members);
    }

    /// The first failure interrupts the other starts, and is the one that is told.
    @Override
    public void start() throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(members.size())) {
            var starts = new ExecutorCompletionService<Void>(threads);
            members.forEach(member -> starts.submit(starting(member)));
            try {
                for (int started = 0; started < members.size(); started++) {
                    starts.take().get();
                }
                return;
            } catch (ExecutionException e) {
                threads.shutdownNow();
                awaitEnd(threads);
                stop();
                throw failure(e);
            } catch (InterruptedException e) {
                threads.shutdownNow();
                awaitEnd(threads);
                stop();
                throw e;
            }
        }
    }

    /// Starts that were interrupted stop what they had begun, and that must end first.
    private static void awaitEnd(ExecutorService threads) throws InterruptedException {
        if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
            log.error("a start did not end within a minute of being interrupted");
        }
    }

    private StartFailure failure(ExecutionException e) {
        return e.getCause() instanceof StartFailure failure
                ? failure
                : new StartFailure("%s: %s".formatted(name, e.getCause()), e);
    }

    private static Callable<Void> starting(Component member) {
        return () -> {
            member.start();
            return null;
        };
    }

    @Override
    public String summary() {
        return members.stream()
                .map(member -> member.name() + " " + member.summary())
                .collect(Collectors.joining(", "));
    }

    @Override
    public void stop() {
        for (Component member : members.reversed()) {
            member.stop();
        }
    }
}
