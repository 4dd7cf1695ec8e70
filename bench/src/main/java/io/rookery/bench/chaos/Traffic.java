package io.rookery.bench.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rookery.bench.chaos.Course.Phase;
import io.rookery.bench.chaos.Edges.Edge;
import io.rookery.bench.journal.Journal;
import io.rookery.bench.scenario.Provision;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Numbered traffic between the people of several tenants, for `./rookery chaos`, which starts it
/// as a process of its own: it says `ready` when everybody is online, writes until it reads
/// `quiet`, then has everything acknowledged and taken, reads all archives, and says `done`.
@Command(
        name = "traffic",
        mixinStandardHelpOptions = true,
        description = "Numbered traffic between the people of several tenants.")
public final class Traffic implements Callable<Integer> {
    private static final int CONTACTS = 4;
    private static final int PAGE_MILLIS = 3_000;
    private static final int READY_SECONDS = 120;
    private static final int QUIET_SECONDS = 120;
    private static final int LEAVE_SECONDS = 15;
    private static final int END_SECONDS = 300;
    private static final int REPORT_SECONDS = 10;

    @Option(names = "--api", required = true, description = "URL of the tenant API")
    private URI api = URI.create("http://127.0.0.1:8080");

    @Option(names = "--key", required = true, description = "file with the operator's API key")
    private Path key = Path.of("operator.key");

    @Option(
            names = "--edge",
            required = true,
            description = "NAME,HOST,PORT,CLEAR-PORT,WEBSOCKET-PORT")
    private List<String> edges = List.of();

    @Option(names = "--logs", required = true, description = "where journals are written")
    private Path logs = Path.of("logs");

    @Option(names = "--run", required = true, description = "name of the run, in every message")
    private String run = "";

    @Option(names = "--tenants", defaultValue = "2")
    private int tenants;

    @Option(names = "--people", defaultValue = "16", description = "of each tenant")
    private int people;

    @Option(names = "--rate", defaultValue = "260", description = "messages a second over all")
    private double rate;

    @Option(names = "--seed", defaultValue = "1")
    private long seed;

    private final Course course = new Course();
    private final List<Journal> journals = new ArrayList<>();
    private final List<Talker> talkers = new ArrayList<>();
    private final List<Pager> pagers = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// @param arguments as `--help` lists them
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Traffic()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(logs);
        provision();
        List<Future<?>> staying = start(talkers, Talker::stayOnline);
        List<Future<?>> paging = start(pagers, Pager::follow);
        await("everybody online", READY_SECONDS, () -> talkers.stream().allMatch(Talker::isOnline));
        say("ready");
        List<Future<?>> talking = start(talkers, Talker::talk);
        Future<?> reports =
                threads.submit(() -> {
                    report();
                    return null;
                });
        awaitWord("quiet");
        course.enter(Phase.QUIET);
        join(talking, QUIET_SECONDS);
        boolean quiet =
                await(QUIET_SECONDS, () -> talkers.stream().allMatch(each -> each.open() == 0));
        say(quiet ? "all acknowledged" : "not all acknowledged");
        course.enter(Phase.TAKE);
        talkers.forEach(Talker::leave);
        try {
            join(staying, LEAVE_SECONDS);
        } catch (IllegalStateException e) {
            talkers.forEach(Talker::cut);
            join(staying, LEAVE_SECONDS);
        }
        join(start(talkers, Talker::takeWhatWaits), END_SECONDS);
        course.enter(Phase.OVER);
        join(paging, END_SECONDS);
        join(start(pagers, Pager::readAll), END_SECONDS);
        reports.cancel(true);
        journals.forEach(Journal::close);
        say("done");
        return 0;
    }

    private void provision() throws IOException {
        Provision provision = new Provision(api, Files.readString(key).strip());
        Edges all = new Edges(edges.stream().map(Edge::parse).toList());
        StringBuilder made = new StringBuilder();
        double rateEach = rate / (tenants * people);
        SplittableRandom random = new SplittableRandom(seed);
        for (int tenant = 1; tenant <= tenants; tenant++) {
            String domain = "t" + tenant + ".chaos.example";
            made.append(domain)
                    .append('=')
                    .append(provision.run(domain, true, people))
                    .append('\n');
            List<Person> town =
                    IntStream.range(0, people)
                            .mapToObj(number ->
                                    new Person(new io.rookery.bench.client.Account(number), domain))
                            .toList();
            for (int number = 0; number < people; number++) {
                Person person = town.get(number);
                List<Person> contacts =
                        IntStream.rangeClosed(number + 1, number + CONTACTS)
                                .mapToObj(other -> town.get(other % people))
                                .toList();
                talkers.add(
                        new Talker(
                                person,
                                contacts,
                                new Talker.Setting(run, all, course, rateEach),
                                journal(person.jid() + ".talker.log"),
                                random.split()));
                pagers.add(
                        new Pager(
                                person,
                                all,
                                course,
                                journal(person.jid() + ".pager.log"),
                                PAGE_MILLIS));
            }
        }
        Files.writeString(logs.resolve("tenants.properties"), made.toString());
    }

    private Journal journal(String name) throws IOException {
        Journal journal = new Journal(logs.resolve(name), System::nanoTime);
        journals.add(journal);
        return journal;
    }

    /// What one client does.
    private interface Part<T> {
        void play(T actor) throws InterruptedException;
    }

    private <T> List<Future<?>> start(List<T> actors, Part<T> part) {
        List<Future<?>> started = new ArrayList<>();
        for (T each : actors) {
            started.add(
                    threads.submit(() -> {
                        part.play(each);
                        return null;
                    }));
        }
        return started;
    }

    private static void join(List<Future<?>> parts, int seconds) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (Future<?> part : parts) {
            try {
                part.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                throw new IllegalStateException("a client failed: " + e.getCause(), e);
            } catch (TimeoutException e) {
                throw new IllegalStateException("clients still at it after " + seconds + " s", e);
            }
        }
    }

    private static void await(String what, int seconds, Callable<Boolean> holds) throws Exception {
        if (!await(seconds, holds)) {
            throw new IllegalStateException(what + ": not after " + seconds + " s");
        }
    }

    private static boolean await(int seconds, Callable<Boolean> holds) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!holds.call()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause(100);
        }
        return true;
    }

    private static void awaitWord(String word) {
        try {
            BufferedReader reader = new BufferedReader(new InputStreamReader(System.in, UTF_8));
            String line = reader.readLine();
            while (line != null && !line.equals(word)) {
                line = reader.readLine();
            }
            if (line == null) {
                // Whoever started this is gone.
                System.exit(1);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("standard input", e);
        }
    }

    private void report() throws InterruptedException {
        long before = 0;
        while (course.phase() != Phase.OVER) {
            pause(REPORT_SECONDS * 1_000);
            long now = course.allAcknowledged();
            say(
                    "sent=%d acknowledged=%d (%d a second) online=%d open=%d"
                            .formatted(
                                    course.allSent(),
                                    now,
                                    (now - before) / REPORT_SECONDS,
                                    talkers.stream().filter(Talker::isOnline).count(),
                                    talkers.stream().mapToLong(Talker::open).sum()));
            before = now;
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static void pause(int millis) throws InterruptedException {
        new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }
}
