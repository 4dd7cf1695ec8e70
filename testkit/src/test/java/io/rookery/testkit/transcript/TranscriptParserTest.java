package io.rookery.testkit.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.testkit.transcript.Setting.Transport;
import io.rookery.testkit.transcript.Setting.Where;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TranscriptParserTest {
    private static final String HEAD =
            """
            # RFC 0000 §1: something
            # happens
            tenant acme
            client romeo = romeo@acme.test/orchard [roster available=-1, sm]
            """;

    private static Transcript parse(String text) {
        return TranscriptParser.parse("t.txt", text);
    }

    private static void assertWrong(String text, int line, String problem) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(TranscriptFormatException.class)
                .hasMessageStartingWith("t.txt:" + line + ": ")
                .hasMessageContaining(problem);
    }

    @Test
    void a_setting_has_domains_clients_accounts_rosters_and_connections() {
        Transcript transcript =
                parse(
                        HEAD
                                + """
                                domain other.test archiving=off pending=2
                                account nurse@third.test
                                roster romeo@acme.test: nurse@third.test both
                                transport websocket
                                connection x raw
                                connection y raw clear
                                ---
                                """);

        Setting setting = transcript.setting();
        assertThat(transcript.title()).isEqualTo("RFC 0000 §1: something happens");
        assertThat(setting.domains())
                .extracting(Setting.Domain::name)
                .containsExactly("acme.test", "other.test", "third.test");
        assertThat(setting.domains().get(1).option("pending", "9")).isEqualTo("2");
        assertThat(setting.clients().getFirst().options())
                .containsExactlyInAnyOrder("roster", "available=-1", "sm");
        assertThat(setting.rosters().getFirst().subscription()).isEqualTo("both");
        assertThat(setting.transport()).isEqualTo(Transport.WEBSOCKET);
        assertThat(setting.raw()).extracting(Setting.RawLine::clear).containsExactly(false, true);
        assertThat(setting.where()).isEqualTo(Where.EVERYWHERE);
    }

    @Test
    void a_tenant_owns_the_domains_of_the_lines_below_it() {
        Transcript transcript =
                parse(HEAD + "tenant other\nclient mallory = mallory@other.test/lair\n---\n");

        assertThat(transcript.setting().domains())
                .extracting(Setting.Domain::tenant)
                .containsExactly("acme", "other");
    }

    @Test
    void steps_know_their_line_and_take_indented_lines_with_them() {
        Transcript transcript =
                parse(
                        HEAD
                                + """
                                ---
                                romeo sends: <presence/>
                                # a remark

                                romeo receives:
                                  <a/>
                                  <b/>
                                """);

        assertThat(transcript.steps())
                .containsExactly(
                        new Step(6, "romeo", new Step.Send("<presence/>")),
                        new Step(9, "romeo", new Step.Receive(List.of("<a/>\n<b/>"))));
    }

    @Test
    void every_verb_is_a_step() {
        Transcript transcript =
                parse(
                        HEAD
                                + """
                                ---
                                romeo receives nothing
                                romeo receives nothing for 5s
                                romeo connects
                                romeo secures
                                romeo disconnects
                                romeo closes
                                romeo is closed
                                romeo resumes
                                romeo resumes: <failed/>
                                romeo acks
                                time passes 2m
                                """);

        assertThat(transcript.steps())
                .extracting(Step::action)
                .containsExactly(
                        new Step.ReceiveNothing(null),
                        new Step.ReceiveNothing(Duration.ofSeconds(5)),
                        new Step.Connect(),
                        new Step.Secure(),
                        new Step.Disconnect(),
                        new Step.Close(),
                        new Step.IsClosed(),
                        new Step.Resume(null),
                        new Step.Resume("<failed/>"),
                        new Step.Acknowledge(),
                        new Step.Pass(Duration.ofMinutes(2)));
        assertThat(transcript.passes()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void steps_between_unordered_and_end_are_one() {
        Transcript transcript =
                parse(
                        HEAD
                                + """
                                ---
                                unordered
                                  romeo receives: <a/>
                                  romeo receives: <b/>
                                end
                                romeo closes
                                """);

        assertThat(transcript.steps()).hasSize(2);
        assertThat(transcript.steps().getFirst().action())
                .isInstanceOfSatisfying(
                        Step.Unordered.class,
                        unordered -> assertThat(unordered.steps()).hasSize(2));
    }

    @Test
    void where_it_can_run_comes_with_a_reason() {
        Transcript transcript = parse(HEAD + "only in-process it waits for a year\n---\n");

        assertThat(transcript.runsOverSockets()).isFalse();
        assertThat(transcript.runsInProcess()).isTrue();
        assertThat(transcript.setting().why()).isEqualTo("it waits for a year");
        assertThat(parse(HEAD + "only socket TLS\n---\n").runsInProcess()).isFalse();
        assertWrong(HEAD + "only in-process\n---\n", 5, "the reason");
        assertWrong(HEAD + "only here because\n---\n", 5, "in-process or socket");
    }

    @Test
    void what_is_wrong_is_named_with_its_line() {
        assertWrong("tenant acme\n---\n", 1, "no title");
        assertWrong(HEAD, 4, "no line ---");
        assertWrong(HEAD + "wizard merlin\n---\n", 5, "setting: wizard");
        assertWrong(HEAD + "client x\n---\n", 5, "client: x");
        assertWrong(HEAD + "client x = x@@acme.test/a\n---\n", 5, "expected");
        assertWrong(HEAD + "domain acme.test archiving\n---\n", 5, "option: archiving");
        assertWrong(HEAD + "roster romeo@acme.test both\n---\n", 5, "roster: ");
        assertWrong(HEAD + "connection x cooked\n---\n", 5, "NAME raw");
        assertWrong(HEAD + "connection x raw dirty\n---\n", 5, "NAME raw");
        assertWrong(HEAD + "---\nromeo dances\n", 6, "step: romeo dances");
        assertWrong(HEAD + "---\n\njuliet closes\n", 7, "client: juliet");
        assertWrong(HEAD + "---\n  romeo closes\n", 6, "first column");
        assertWrong(HEAD + "---\nunordered\n  romeo receives: <a/>\n", 7, "without end");
    }

    @Test
    void a_time_has_a_unit() {
        assertThatThrownBy(() -> parse(HEAD + "---\ntime passes soon\n"))
                .isInstanceOf(TranscriptFormatException.class)
                .hasMessageContaining("time: soon");
    }
}
