package io.rookery.edge.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.edge.FakeNeighbours;
import io.rookery.routing.hop.EdgeNotice;
import io.rookery.xmpp.error.StreamError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DetourTest {
    private static final Place HERE = new Place("here:5222", "here:5223", "wss://here/ws");
    private static final StreamError SHUTDOWN =
            StreamError.of(StreamError.Condition.SYSTEM_SHUTDOWN);

    private final FakeNeighbours neighbours = new FakeNeighbours();
    private int sessions;
    private final Detour detour = detour(false);

    private Detour detour(boolean rebalances) {
        return new Detour(HERE, rebalances, neighbours, () -> sessions);
    }

    private static EdgeNotice edge(String name, int sessions, boolean draining) {
        return new EdgeNotice(
                name + ":5222", name + ":5223", "wss://" + name + "/ws", sessions, draining);
    }

    @Test
    void everybody_may_log_in_at_an_edge_that_is_not_drained() {
        neighbours.are(edge("other", 0, false));
        sessions = 1_000;

        assertThat(detour.newcomer(Way.START_TLS)).isEmpty();
    }

    @Test
    void a_client_is_sent_where_its_own_transport_is_spoken() {
        neighbours.are(edge("other", 0, false));
        detour.draining(true);

        assertThat(detour.newcomer(Way.START_TLS)).contains(to("other:5222"));
        assertThat(detour.newcomer(Way.TLS)).contains(to("other:5223"));
        assertThat(detour.newcomer(Way.WEBSOCKET)).contains(to("wss://other/ws"));
        assertThat(detour.newcomer(Way.CLEAR)).contains(SHUTDOWN);
    }

    @Test
    void nobody_is_sent_to_an_edge_that_is_drained_or_says_no_address() {
        neighbours.are(edge("drained", 0, true), new EdgeNotice("", "", "", 0, false));
        detour.draining(true);

        assertThat(detour.newcomer(Way.START_TLS)).contains(SHUTDOWN);
        assertThat(detour.farewell(Way.WEBSOCKET)).isEqualTo(SHUTDOWN);
        assertThat(detour.location(Way.START_TLS)).isEmpty();
        assertThat(detour.elsewhere()).isZero();
    }

    @Test
    void clients_are_spread_before_the_others_have_said_again_how_many_they_have() {
        neighbours.are(edge("a", 0, false), edge("b", 2, false));
        detour.draining(true);
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            sent.add(String.valueOf(detour.farewell(Way.TLS).address()));
        }

        assertThat(sent).containsOnly("a:5223", "b:5223");
        assertThat(sent.stream().filter("a:5223"::equals)).hasSize(4);
    }

    @Test
    void the_location_is_the_edge_with_the_fewest_and_none_for_a_web_socket() {
        neighbours.are(edge("a", 7, false), edge("b", 2, false));

        assertThat(detour.location(Way.START_TLS)).contains("b:5222");
        assertThat(detour.location(Way.START_TLS)).contains("b:5222");
        assertThat(detour.location(Way.TLS)).contains("b:5223");
        assertThat(detour.location(Way.WEBSOCKET)).isEmpty();
    }

    @Test
    void an_edge_with_more_than_its_share_sends_new_clients_to_the_one_with_the_fewest() {
        Detour fair = detour(true);
        neighbours.are(edge("a", 10, false), edge("b", 5, false));

        sessions = 15;
        Optional<StreamError> fitting = fair.newcomer(Way.TLS);
        sessions = 16;

        assertThat(fitting).isEmpty();
        assertThat(fair.newcomer(Way.TLS)).contains(to("b:5223"));
    }

    @Test
    void a_few_sessions_are_not_worth_a_detour_and_an_edge_alone_keeps_all() {
        Detour fair = detour(true);
        neighbours.are(edge("a", 0, false));
        sessions = 9;
        Optional<StreamError> few = fair.newcomer(Way.TLS);
        neighbours.are(edge("a", 0, true));
        sessions = 900;

        assertThat(few).isEmpty();
        assertThat(fair.newcomer(Way.TLS)).isEmpty();
    }

    @Test
    void the_others_are_told_at_once_that_it_is_drained() {
        sessions = 3;

        detour.draining(true);

        assertThat(neighbours.told())
                .isEqualTo(new EdgeNotice("here:5222", "here:5223", "wss://here/ws", 3, true));
    }

    private static StreamError to(String address) {
        return StreamError.seeOtherHost(address);
    }
}
