package io.rookery.edge.resumption;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.edge.resumption.StreamManagement.ResumeWish;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.ToAccount.Resumption;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.xml.Element;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamManagementElementsTest {
    private static final long TURN = 1L << 32;
    private static final SessionId ID = new SessionId(3, 4);

    @Test
    void counters_are_read_up_to_their_turn() {
        assertThat(StreamManagement.counter("0")).isEqualTo(OptionalLong.of(0));
        assertThat(StreamManagement.counter("4294967295")).isEqualTo(OptionalLong.of(TURN - 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "4294967296", "99999999999", "1.0", " 1", "０"})
    void other_texts_are_no_counters(String text) {
        assertThat(StreamManagement.counter(text)).isEmpty();
    }

    @Test
    void resume_names_a_session_and_a_count() {
        assertThat(StreamManagement.readResume(resume(ID.text(), "5")))
                .isEqualTo(new ResumeWish.Resume(ID, 5));
        assertThat(StreamManagement.readResume(resume("elsewhere", "5")))
                .isEqualTo(new ResumeWish.Wrong(Condition.ITEM_NOT_FOUND));
        assertThat(StreamManagement.readResume(resume(ID.text(), "many")))
                .isEqualTo(new ResumeWish.Wrong(Condition.BAD_REQUEST));
        assertThat(StreamManagement.readResume(Element.of("r", StreamManagement.NAMESPACE)))
                .isEqualTo(new ResumeWish.Wrong(Condition.UNEXPECTED_REQUEST));
    }

    @Test
    void server_counts_from_its_base_and_wraps() {
        Acknowledgements counters = new Acknowledgements(new Resumption(10, 0, 300), 5);

        assertThat(counters.answer(9).attribute("h")).isEqualTo("0");
        assertThat(counters.answer(13).attribute("h")).isEqualTo("3");
        assertThat(counters.answer(10 + TURN + 2).attribute("h")).isEqualTo("2");
    }

    @Test
    void clients_count_goes_on_over_the_turn() {
        Acknowledgements counters = new Acknowledgements(new Resumption(0, 20, 300), 5);
        long taken = 20 + TURN - 2;

        assertThat(counters.taken(TURN - 2, taken)).isEqualTo(taken);
        assertThat(counters.taken(3, taken)).isEqualTo(taken + 5);
        assertThat(counters.taken(TURN - 3, taken)).isEqualTo(taken - 1);
    }

    @Test
    void more_is_owed_only_after_a_request_and_only_what_it_asked_about() {
        Acknowledgements counters = new Acknowledgements(new Resumption(0, 0, 300), 5);

        boolean unasked = counters.owes(4);
        counters.requested(4);
        counters.answer(1);
        boolean asked = counters.owes(3);
        counters.answer(4);

        assertThat(unasked).isFalse();
        assertThat(asked).isTrue();
        assertThat(counters.owes(9)).isFalse();
    }

    @Test
    void client_is_asked_after_so_many_and_not_twice() {
        Acknowledgements counters = new Acknowledgements(new Resumption(0, 0, 300), 2);

        boolean first = counters.sentOne();
        boolean second = counters.sentOne();
        counters.ask();
        boolean third = counters.sentOne();
        boolean fourth = counters.sentOne();
        counters.answeredByClient();

        assertThat(first).isFalse();
        assertThat(second).isTrue();
        assertThat(third || fourth).isFalse();
        assertThat(counters.sentOne()).isTrue();
    }

    private static Element resume(String previous, String h) {
        return Element.builder("resume", StreamManagement.NAMESPACE)
                .attribute("previd", previous)
                .attribute("h", h)
                .build();
    }
}
