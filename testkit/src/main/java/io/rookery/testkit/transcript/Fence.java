package io.rookery.testkit.transcript;

import io.rookery.xmpp.jid.Jid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Lets everything under way arrive on real time: what comes after a stanza on its path is answered
/// after it. Each client asks each other one, and each other's account, on the path that stanzas
/// take; a client whose stanzas are counted (XEP-0198) asks for acknowledgements instead, until all
/// that it sent is confirmed, so that no count is changed.
///
/// It is passed twice, since what comes at first may make more come.
final class Fence {
    private static final int ROUNDS = 2;
    private static final Duration GLANCE = Duration.ofMillis(2);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Collection<Client> clients;
    private final Connector connector;
    private int made;

    private record Post(Client from, String id, Jid to) {
        boolean isPassed() {
            return !from.isBound() || from.sawFence(id);
        }
    }

    Fence(Collection<Client> clients, Connector connector) {
        this.clients = clients;
        this.connector = connector;
    }

    /// @throws TranscriptFailure when something is not answered in time
    void pass() {
        for (int i = 0; i < ROUNDS; i++) {
            List<Post> posts = new ArrayList<>();
            clients.forEach(client -> stake(client, posts));
            await(posts);
            confirm();
        }
    }

    private void stake(Client from, List<Post> posts) {
        if (!from.isBound() || from.isManaged() || from.isInactive()) {
            return;
        }
        for (Client to : clients) {
            posts.add(send(from, to.jid().bare()));
            if (to.isBound() && !to.isManaged() && !to.isInactive()) {
                posts.add(send(from, to.jid()));
            }
        }
    }

    private Post send(Client from, Jid to) {
        Post post = new Post(from, Client.FENCE + ++made, to);
        from.sendFence(post.id(), to);
        return post;
    }

    private void await(List<Post> posts) {
        long idle = 0;
        while (!posts.stream().allMatch(Post::isPassed)) {
            idle = pumpAll(GLANCE) ? 0 : idle + 1;
            if (GLANCE.multipliedBy(idle).compareTo(connector.patience()) > 0) {
                Post open =
                        posts.stream().filter(post -> !post.isPassed()).findFirst().orElseThrow();
                throw new TranscriptFailure(
                        "fence: " + open.to() + " gives " + open.from().name() + " no answer");
            }
        }
    }

    private void confirm() {
        for (Client client : clients) {
            int turns = 0;
            do {
                if (PAUSE.multipliedBy(turns++).compareTo(connector.patience()) > 0) {
                    throw new TranscriptFailure(
                            "fence: what " + client.name() + " sent is not confirmed");
                }
            } while (client.isManaged() && client.isBound() && !isConfirmed(client));
        }
    }

    /// What the server wrote before its answer has been read then, too.
    private boolean isConfirmed(Client client) {
        client.request();
        while (client.isBound() && !client.isAnswered()) {
            if (!client.pump(connector.patience())) {
                throw new TranscriptFailure("fence: " + client.name() + " gets no <a/>");
            }
        }
        return client.isConfirmed() || (client.pump(PAUSE) && client.isConfirmed());
    }

    private boolean pumpAll(Duration most) {
        boolean something = false;
        for (Client client : clients) {
            if (client.isConnected()) {
                something |= client.pump(most);
            }
        }
        return something;
    }
}
