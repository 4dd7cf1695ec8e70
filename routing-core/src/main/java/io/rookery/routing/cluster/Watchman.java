package io.rookery.routing.cluster;

import io.rookery.routing.port.watch.NodeReport;
import io.rookery.routing.port.watch.NodeWatch;
import io.rookery.routing.port.watch.SeenSession;
import io.rookery.routing.port.watch.SessionsWanted;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Says on each node, to whoever asks, which sessions are connected to it and how it is. What it
/// cannot say it leaves unanswered: who asks waits for some seconds only.
final class Watchman {

    /// Where it is on every node.
    static final String NAME = "watchman";

    private final ActorContext<Command> context;
    private final NodeWatch watch;
    private final String node;

    private Watchman(ActorContext<Command> context, NodeWatch watch, String node) {
        this.context = context;
        this.watch = watch;
        this.node = node;
    }

    /// What it is asked.
    sealed interface Command {}

    record SessionsAsked(SessionsWanted wanted, ActorRef<Sessions> replyTo) implements Command {}

    record ReportAsked(ActorRef<Report> replyTo) implements Command {}

    /// The sessions of one edge.
    record Sessions(String node, List<SeenSession> sessions) {
        Sessions {
            sessions = List.copyOf(sessions);
        }
    }

    record Report(NodeReport report) {}

    /// @param node how others reach this node, `host:port`
    static Behavior<Command> create(NodeWatch watch, String node) {
        return Behaviors.setup(context -> {
            Watchman watchman = new Watchman(context, watch, node);
            return Behaviors.receiveMessage(watchman::answer);
        });
    }

    private Behavior<Command> answer(Command command) {
        switch (command) {
            case SessionsAsked(SessionsWanted wanted, ActorRef<Sessions> replyTo) ->
                    watch.sessions(wanted)
                            .whenComplete((sessions, failure) -> {
                                if (failure == null) {
                                    replyTo.tell(new Sessions(node, sessions));
                                } else {
                                    context.getSystem()
                                            .log()
                                            .warn("sessions cannot be listed: {}", "" + failure);
                                }
                            });
            case ReportAsked(ActorRef<Report> replyTo) ->
                    watch.report()
                            .whenComplete((report, failure) -> {
                                if (failure == null) {
                                    replyTo.tell(new Report(of(report)));
                                } else {
                                    context.getSystem()
                                            .log()
                                            .warn("no report can be made: {}", "" + failure);
                                }
                            });
        }
        return Behaviors.same();
    }

    private NodeReport of(NodeReport report) {
        return new NodeReport(
                node, report.roles(), report.version(), report.clock(), report.findings());
    }
}
