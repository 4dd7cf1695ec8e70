package io.rookery.server.chaos;

import io.rookery.server.chaos.Fault.Act;
import io.rookery.server.cluster.Deployment;
import io.rookery.server.cluster.Network;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What will be done to a deployment: a pure function of the seed. There are four courses of faults
/// that go on beside each other; within each, a fault comes when the one before is over and
/// recovered. Whatever holds messages that are nowhere else (edges, cores, brokers) is lost in one
/// course, so that no two of them are down together unless that is the fault. Another halts them
/// for a second, which loses nothing, whatever the others are at. Each round of a course has every
/// fault of it once, in an order that is drawn.
record FaultPlan(List<List<Fault>> courses) {
    private static final int ROUNDS = 40;
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration MOMENT = Duration.ofSeconds(1);

    /// A fault that wants its times and victims drawn.
    private record Draft(Act act, String role, @Nullable Failpoint place, Duration down) {
        static Draft of(Act act, String role) {
            return new Draft(act, role, null, Duration.ZERO);
        }

        boolean isAmong(Set<String> hit) {
            boolean named = place != null && hit.contains(place.word());
            return named || (hit.contains(role) && (act != Act.KILL_TWO || hit.contains("core")));
        }

        /// Whether a run counts only with a fault like this ([Fault#marks()]).
        boolean isWanted() {
            return place != null || act == Act.KILL_TWO || down.equals(LONG);
        }

        static Draft kill(String role) {
            return of(Act.KILL, role);
        }

        static Draft blink(String role) {
            return new Draft(Act.BLINK, role, null, MOMENT);
        }

        static Draft pause(String role, Duration down) {
            return new Draft(Act.PAUSE, role, null, down);
        }
    }

    /// @param hit roles that may be hit, of `edge core broker archiver storage api`, and words of
    ///   failpoints, for those whose role is not among them
    /// @param failpoints whether nodes have them
    static FaultPlan of(long seed, Deployment deployment, Set<String> hit, boolean failpoints) {
        Random random = new Random(seed);
        List<Draft> holders = new ArrayList<>();
        holders.add(Draft.kill("core"));
        holders.add(Draft.kill("edge"));
        holders.add(Draft.of(Act.KILL_TWO, "edge"));
        holders.add(Draft.pause("core", LONG));
        holders.add(Draft.of(Act.RESTART, "core"));
        if (deployment.brokers() > 1) {
            holders.add(Draft.kill("broker"));
        }
        List<Draft> writers = new ArrayList<>();
        writers.add(Draft.kill("archiver"));
        writers.add(Draft.of(Act.RESTART, "storage"));
        writers.add(Draft.pause("archiver", LONG));
        writers.add(Draft.kill("storage"));
        if (failpoints) {
            holders.addAll(places("core"));
            writers.addAll(places("archiver"));
        } else {
            writers.add(Draft.kill("archiver"));
        }
        List<Draft> control = List.of(Draft.pause("api", SHORT), Draft.kill("api"));
        List<Draft> moments =
                Stream.of("edge", "core", "broker", "archiver").map(Draft::blink).toList();
        return new FaultPlan(
                List.of(
                        course(holders, 1_000, 2_000, deployment, hit, random),
                        course(writers, 500, 3_000, deployment, hit, random),
                        course(control, 5_000, 10_000, deployment, hit, random),
                        course(moments, 1_000, 2_000, deployment, hit, random)));
    }

    private static List<Draft> places(String role) {
        return Stream.of(Failpoint.values())
                .filter(place -> place.role().equals(role))
                .map(place -> new Draft(Act.END_AT, role, place, Duration.ZERO))
                .toList();
    }

    /// What a run must have had to count: a fault of each role, and each kind that there is. What
    /// was left out of its plan is missing all the same.
    static Set<String> wanted() {
        Deployment any = new Deployment(1, 1, 1, 1, 1, new Network(0, 0), List.of());
        Set<String> wanted = new TreeSet<>();
        for (List<Fault> course : of(0, any, ChaosRun.ROLES, true).courses()) {
            for (Fault fault : course) {
                wanted.add(fault.role());
                wanted.addAll(fault.marks());
            }
        }
        return wanted;
    }

    private static List<Fault> course(
            List<Draft> drafts,
            int leastGap,
            int moreGap,
            Deployment deployment,
            Set<String> hit,
            Random random) {
        List<Draft> allowed =
                new ArrayList<>(drafts.stream().filter(draft -> draft.isAmong(hit)).toList());
        List<Fault> faults = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            Collections.shuffle(allowed, random);
            if (round == 0) {
                // What a run must have had to count, before the time of a short one is over.
                allowed.sort(Comparator.comparing(draft -> !draft.isWanted()));
            }
            for (Draft draft : allowed) {
                Duration down =
                        draft.down.isZero()
                                ? Duration.ofMillis(500 + random.nextInt(2_500))
                                : draft.down;
                faults.add(
                        new Fault(
                                draft.act,
                                victim(draft.role, deployment, random),
                                draft.act == Act.KILL_TWO ? victim("core", deployment, random) : "",
                                draft.place,
                                Duration.ofMillis(leastGap + random.nextInt(moreGap)),
                                down));
            }
        }
        return List.copyOf(faults);
    }

    private static String victim(String role, Deployment deployment, Random random) {
        int count =
                switch (role) {
                    case "edge" -> deployment.edges();
                    case "core" -> deployment.cores();
                    case "archiver" -> deployment.archivers();
                    case "broker" -> deployment.brokers();
                    case "api" -> deployment.apis();
                    default -> 0;
                };
        return count == 0 ? role : role + '-' + (1 + random.nextInt(count));
    }
}
