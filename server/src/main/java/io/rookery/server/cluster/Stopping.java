package io.rookery.server.cluster;

import io.rookery.server.embedded.EmbeddedPostgres;
import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One order to end processes. What cannot be written down, as on a full disk, is signalled all the
/// same; what could not be done is told when everything was tried.
final class Stopping {
    private static final Duration STOP = Duration.ofSeconds(30);
    static final Duration END = Duration.ofSeconds(10);

    private final ClusterDirectory directory;
    private final Consumer<String> out;
    private final Set<Long> tried = new HashSet<>();
    private final Set<String> living = new TreeSet<>();
    private @Nullable StartFailure unwritten;

    Stopping(ClusterDirectory directory, Consumer<String> out) {
        this.directory = directory;
        this.out = out;
    }

    /// Writes down that the end of these is wanted: nobody starts them again from now on.
    void ask(List<Instance> some) {
        for (Instance each : some) {
            directory
                    .instance(each.member())
                    .filter(now -> now.pid() != 0 && !now.asked())
                    .ifPresent(now -> write(now.ending()));
        }
    }

    /// Ends these, one kind of process, in order; what does not end in half a minute is killed.
    void end(List<Instance> some) throws InterruptedException {
        List<Instance> alive =
                some.stream().filter(each -> tried.add(each.pid()) && each.alive()).toList();
        ask(alive);
        for (Instance each : alive) {
            signal(each, "TERM");
            resume(each);
        }
        for (Instance each : alive) {
            await(each);
        }
        some.stream().filter(each -> !living.contains(each.member().name())).forEach(this::forget);
    }

    private void await(Instance each) throws InterruptedException {
        String name = each.member().name();
        if (!each.ended(STOP)) {
            out.accept(name + " does not stop and is killed");
            signal(each, "KILL");
            if (!each.ended(END)) {
                out.accept("%s does not end: process %d".formatted(name, each.pid()));
                living.add(name);
                return;
            }
        }
        out.accept(name + " stopped");
    }

    /// Unless it was being started again when its end was asked for: what is written then is not
    /// what ended.
    private void forget(Instance ended) {
        directory
                .instance(ended.member())
                .filter(now -> now.pid() != 0 && now.pid() == ended.pid())
                .ifPresent(now -> write(now.stopped()));
    }

    private void write(Instance now) {
        try {
            directory.write(now);
        } catch (StartFailure e) {
            unwritten = e;
        }
    }

    /// Says what is left.
    ///
    /// @throws StartFailure when something lives on, or is not written down
    void tell() {
        if (!living.isEmpty()) {
            throw StartFailure.of("processes", living, "ended by SIGKILL; the kernel holds them");
        }
        StartFailure failure = unwritten;
        if (failure != null) {
            throw new StartFailure(
                    "ended, but this cannot be written down, and a supervisor starts it again: make"
                            + " room and stop it once more; "
                            + failure.getMessage(),
                    failure);
        }
    }

    /// Halts a process where it is; of storage PostgreSQL too.
    void pause(Instance target) throws InterruptedException {
        signal(target, "STOP");
        if (target.member().kind() == Kind.STORAGE) {
            EmbeddedPostgres.pause(directory.data(target.member()));
        }
    }

    /// Lets it go on.
    void resume(Instance target) throws InterruptedException {
        if (target.member().kind() == Kind.STORAGE) {
            EmbeddedPostgres.goOn(directory.data(target.member()));
        }
        signal(target, "CONT");
    }

    void signal(Instance instance, String name) throws InterruptedException {
        try {
            instance.signal(name);
        } catch (IOException e) {
            throw new StartFailure(instance.member().name() + ": no signal can be sent: " + e, e);
        }
    }
}
