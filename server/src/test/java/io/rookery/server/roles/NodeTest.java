package io.rookery.server.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NodeTest {

    private final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();

    @Test
    void components_start_in_order_and_stop_in_reverse() {
        Node node = new Node(List.of(component("a"), component("b"), component("c")));

        node.start();
        node.stop();
        node.stop();

        assertThat(events).containsExactly("+a", "+b", "+c", "-c", "-b", "-a");
    }

    @Test
    void when_one_does_not_start_those_before_it_are_stopped() {
        Node node = new Node(List.of(component("a"), failing("b"), component("c")));

        assertThatThrownBy(node::start).isInstanceOf(StartFailure.class).hasMessage("b is broken");

        assertThat(events).containsExactly("+a", "-a");
    }

    @Test
    void one_that_does_not_stop_cleanly_keeps_no_other_from_stopping() {
        Component stubborn =
                new Fake("b") {
                    @Override
                    public void stop() {
                        throw new IllegalStateException("stuck");
                    }
                };
        Node node = new Node(List.of(component("a"), stubborn));

        node.start();
        node.stop();

        assertThat(events).containsExactly("+a", "+b", "-a");
    }

    @Test
    void a_stop_while_it_starts_interrupts_the_start_and_leaves_nothing_running()
            throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        Component slow =
                new Fake("slow") {
                    @Override
                    public void start() throws InterruptedException {
                        reached.countDown();
                        new CountDownLatch(1).await();
                    }
                };
        Node node = new Node(List.of(component("a"), slow, component("c")));
        Thread starter =
                new Thread(() ->
                        assertThatThrownBy(node::start)
                                .isInstanceOf(StartFailure.class)
                                .hasMessage("stopped while starting"));

        starter.start();
        reached.await();
        node.stop();
        starter.join();

        assertThat(events).containsExactly("+a", "-a");
    }

    @Test
    void together_starts_all_at_once() {
        CountDownLatch both = new CountDownLatch(2);
        Together together =
                new Together("pair", List.of(waitingForAll("a", both), waitingForAll("b", both)));

        new Node(List.of(together)).start();

        assertThat(events).containsExactlyInAnyOrder("+a", "+b");
    }

    @Test
    void together_stops_those_that_started_when_one_does_not() {
        Together together = new Together("pair", List.of(component("a"), failing("b")));

        assertThatThrownBy(together::start)
                .isInstanceOf(StartFailure.class)
                .hasMessage("b is broken");

        assertThat(events).contains("+a", "-a").doesNotContain("+b");
    }

    @Test
    void together_does_not_wait_for_slow_starts_when_one_fails() {
        Component slow =
                new Fake("slow") {
                    @Override
                    public void start() throws InterruptedException {
                        new CountDownLatch(1).await();
                    }
                };
        Together together = new Together("pair", List.of(slow, failing("b")));

        assertThatThrownBy(together::start)
                .isInstanceOf(StartFailure.class)
                .hasMessage("b is broken");
    }

    private Component component(String name) {
        return new Fake(name);
    }

    private Component failing(String name) {
        return new Fake(name) {
            @Override
            public void start() {
                throw new StartFailure(name + " is broken");
            }
        };
    }

    private Component waitingForAll(String name, CountDownLatch all) {
        return new Fake(name) {
            @Override
            public void start() throws InterruptedException {
                all.countDown();
                all.await();
                super.start();
            }
        };
    }

    private class Fake implements Component {
        private final String name;

        Fake(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void start() throws InterruptedException {
            events.add("+" + name);
        }

        @Override
        public void stop() {
            events.add("-" + name);
        }
    }
}
