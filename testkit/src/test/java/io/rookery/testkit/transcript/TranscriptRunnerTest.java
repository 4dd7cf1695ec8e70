package io.rookery.testkit.transcript;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.testkit.world.WorldConnector;
import org.junit.jupiter.api.Test;

/// A transcript that must fail does, and says where.
class TranscriptRunnerTest {
    private static final String HEAD =
            """
            # ours: a message
            tenant acme
            client romeo = romeo@acme.test/orchard
            client juliet = juliet@acme.test/balcony [available]
            connection x raw
            ---
            """;
    private static final String SAYS =
            "romeo sends: <message to='juliet@acme.test' id='m1'"
                    + " type='chat'><body>a</body></message>\n";
    private static final String HEARS =
            "juliet receives: <message from='${romeo.full}' to='juliet@acme.test' id='m1'"
                    + " type='chat'><body>a</body></message>\n";

    private static void run(String steps) {
        try (Connector connector = new WorldConnector(1)) {
            TranscriptRunner.run(TranscriptParser.parse("t.txt", HEAD + steps), connector);
        }
    }

    private static void assertFails(String steps, int line, String problem) {
        assertThatThrownBy(() -> run(steps))
                .isInstanceOf(TranscriptFailure.class)
                .hasMessageStartingWith("t.txt:" + line + ": ours: a message")
                .hasMessageContaining(problem);
    }

    @Test
    void what_goes_as_written_passes() {
        assertThatCode(() -> run(SAYS + HEARS + "juliet receives nothing\n"))
                .doesNotThrowAnyException();
    }

    @Test
    void something_else_than_expected_fails() {
        assertFails(SAYS + HEARS.replace(">a<", ">b<"), 8, "says 'a' (expected: 'b')");
    }

    @Test
    void nothing_where_something_is_expected_fails() {
        assertFails(HEARS, 7, "got: nothing");
    }

    @Test
    void something_where_nothing_is_expected_fails() {
        assertFails(SAYS + "juliet receives nothing\n", 8, "expected: nothing");
    }

    @Test
    void a_stream_that_stays_open_is_not_closed() {
        assertFails("romeo is closed\n", 7, "the stream's end");
        assertFails("x is closed\n", 7, "the stream's end");
    }

    @Test
    void an_unordered_step_that_nothing_meets_fails() {
        assertFails(
                SAYS + "unordered\n  juliet receives: <presence/>\nend\n", 8, "is {jabber:client}");
    }

    @Test
    void an_unknown_variable_fails_at_its_step() {
        assertFails("romeo sends: <message to='${nobody}'/>\n", 7, "variable: nobody");
    }

    @Test
    void a_request_that_nobody_answers_breaks_an_invariant() {
        // Juliet's answer would have to come from the transcript.
        assertFails(
                "romeo sends: <iq to='${juliet.full}' type='get' id='q'><x xmlns='urn:x'/></iq>\n"
                        + "juliet receives: <iq from='${romeo.full}' to='${juliet.full}' type='get'"
                        + " id='q'><x xmlns='urn:x'/></iq>\n",
                0,
                "romeo got no answer to q");
    }

    @Test
    void tls_is_not_for_clients_that_do_it_themselves() {
        assertFails("romeo secures\n", 7, "(expected: a raw one)");
    }
}
