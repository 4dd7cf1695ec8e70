package io.rookery.server.roles;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/// Components that do not need each other and start at the same time, to save the node's start the
/// sum of their waits.
public record Together(String name, List<Component> members) implements Component {

    public Together {
        members = List.copyOf(members);
    }

    @Override
    public void start() throws InterruptedException {
        List<Future<Void>> starts;
        try (var threads = Executors.newFixedThreadPool(members.size())) {
            starts = threads.invokeAll(members.stream().map(Together::starting).toList());
        } catch (InterruptedException e) {
            stop();
            throw e;
        }
        for (Future<Void> start : starts) {
            try {
                start.get();
            } catch (ExecutionException | CancellationException e) {
                stop();
                if (e.getCause() instanceof StartFailure failure) {
                    throw failure;
                }
                throw new StartFailure("%s: %s".formatted(name, e.getMessage()), e);
            }
        }
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
