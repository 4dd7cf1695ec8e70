package io.rookery.hooks.fake;

import io.rookery.hooks.endpoint.Outcome;
import io.rookery.hooks.webhook.Transport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// Keeps what is posted, and answers by rule or later by hand. For one thread.
public final class FakeTransport implements Transport {
    private final List<Post> posts = new ArrayList<>();
    private final List<CompletableFuture<Exchange>> pending = new ArrayList<>();
    private Function<Post, CompletionStage<Exchange>> rule = this::later;

    @Override
    public CompletionStage<Exchange> post(Post post) {
        posts.add(post);
        return rule.apply(post);
    }

    /// From now on every post is answered like this at once.
    public FakeTransport answering(int status, String body) {
        rule = _ -> CompletableFuture.completedFuture(reply(status, body));
        return this;
    }

    public FakeTransport failing(Outcome outcome) {
        rule = _ -> CompletableFuture.completedFuture(new Exchange.Failure(outcome, "as told"));
        return this;
    }

    /// From now on posts wait for [#answerNext].
    public FakeTransport waiting() {
        rule = this::later;
        return this;
    }

    /// Answers the post that waits longest.
    public void answerNext(int status, String body) {
        pending.removeFirst().complete(reply(status, body));
    }

    public List<Post> posts() {
        return posts;
    }

    public Post lastPost() {
        return posts.getLast();
    }

    public String lastBody() {
        return new String(lastPost().body(), StandardCharsets.UTF_8);
    }

    private CompletionStage<Exchange> later(Post post) {
        CompletableFuture<Exchange> answer = new CompletableFuture<>();
        pending.add(answer);
        return answer;
    }

    private static Exchange.Reply reply(int status, String body) {
        return new Exchange.Reply(status, body.getBytes(StandardCharsets.UTF_8));
    }
}
