package io.rookery.bench.micro;

import io.rookery.routing.delivery.ConnectedResource;
import io.rookery.routing.delivery.Delivery;
import io.rookery.routing.delivery.DeliveryRules;
import io.rookery.xmpp.jid.Jid;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Which of an account's three sessions get a message (RFC 6121 §8.5).
@State(Scope.Thread)
public class DeliveryBenchmark {
    private record Resource(String resource, int priority) implements ConnectedResource {
        @Override
        public boolean isAvailable() {
            return true;
        }

        @Override
        public boolean isCarbonsEnabled() {
            return true;
        }
    }

    private final List<Resource> sessions =
            List.of(new Resource("web", 5), new Resource("phone", 0), new Resource("watch", -1));
    private final Jid bare = Jid.parse("romeo@acme.test");
    private final Jid full = Jid.parse("romeo@acme.test/phone");

    @Benchmark
    public Delivery<?> toBareJid() {
        return DeliveryRules.DEFAULT.message(Sample.PARSED, bare, sessions);
    }

    @Benchmark
    public Delivery<?> toFullJid() {
        return DeliveryRules.DEFAULT.message(Sample.PARSED, full, sessions);
    }
}
