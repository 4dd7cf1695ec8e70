package io.rookery.bench.client;

import java.util.function.Consumer;

/// Watches one login, and passes everything on.
final class LoginListener implements Listener {
    private final Listener next;
    private final Runnable done;
    private final Consumer<String> refused;
    private boolean waiting = true;

    LoginListener(Listener next, Runnable done, Consumer<String> refused) {
        this.next = next;
        this.done = done;
        this.refused = refused;
    }

    @Override
    public void online(Client client) {
        waiting = false;
        next.online(client);
        done.run();
    }

    @Override
    public void message(Client client, String id) {
        next.message(client, id);
    }

    @Override
    public void acknowledged(Client client, long count) {
        next.acknowledged(client, count);
    }

    @Override
    public void failed(Client client, String what) {
        if (waiting) {
            waiting = false;
            refused.accept(client.account().username() + ": " + what);
        }
        next.failed(client, what);
    }
}
