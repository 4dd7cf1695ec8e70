package io.rookery.xmpp.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.xmpp.xml.Element;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FormTest {

    private static final Form QUESTIONS =
            Form.of(
                            Form.Type.FORM,
                            "urn:room",
                            List.of(
                                    Field.of("name", Field.Type.TEXT_SINGLE, "Name").asRequired(),
                                    Field.of("open", "Open?", true),
                                    Field.of("owner", Field.Type.JID_SINGLE, null),
                                    Field.of("admins", Field.Type.JID_MULTI, null),
                                    Field.of("size", Field.Type.LIST_SINGLE, null, "10")
                                            .withOptions(
                                                    new Field.Option("Ten", "10"),
                                                    new Field.Option(null, "20")),
                                    Field.of("lines", Field.Type.TEXT_MULTI, null, "a", "b")))
                    .titled("Room", "Please fill", "all of it");

    @Test
    void a_form_that_is_written_and_read_is_the_same() {
        Form table =
                new Form(
                        Form.Type.RESULT,
                        "Found",
                        List.of(),
                        List.of(
                                new Field(
                                        null,
                                        Field.Type.FIXED,
                                        null,
                                        "d",
                                        false,
                                        List.of("t"),
                                        List.of())),
                        List.of(Field.of("jid", Field.Type.JID_SINGLE, "JID")),
                        List.of(
                                List.of(Field.answer("jid", "a@b")),
                                List.of(Field.answer("jid", "c@d"))));

        assertThat(reread(QUESTIONS)).isEqualTo(QUESTIONS);
        assertThat(reread(table)).isEqualTo(table);
        assertThat(reread(Form.of(Form.Type.CANCEL))).isEqualTo(Form.of(Form.Type.CANCEL));
    }

    private static Form reread(Form form) {
        return Form.parse(Element.parse(form.toElement().toXml()));
    }

    @Test
    void answers_are_found_by_name() {
        Form submission =
                Form.of(
                        Form.Type.SUBMIT,
                        "urn:room",
                        List.of(
                                Field.answer("open", "true"),
                                Field.answer("lines", "x", "y"),
                                Field.answer("none")));

        assertThat(submission.formType()).isEqualTo("urn:room");
        assertThat(submission.isSet("open", false)).isTrue();
        assertThat(submission.isSet("closed", true)).isTrue();
        assertThat(submission.values("lines")).containsExactly("x", "y");
        assertThat(submission.value("none")).isNull();
        assertThat(submission.values("absent")).isEmpty();
        assertThatThrownBy(() -> submission.isSet("lines", false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lines: x (expected: true or false)");
    }

    @Test
    void a_fitting_answer_has_no_faults() {
        assertThat(
                        faults(
                                Field.answer("name", "Balcony"),
                                Field.answer("open", "0"),
                                Field.answer("owner", "juliet@acme.test"),
                                Field.answer("admins", "a@b", "c@d"),
                                Field.answer("size", "20"),
                                Field.answer("unasked", "x")))
                .isEmpty();
    }

    @Test
    void each_fault_of_an_answer_is_named() {
        assertThat(
                        faults(
                                Field.answer("open", "maybe"),
                                Field.answer("owner", "a@b", "c@d"),
                                Field.answer("admins", "a@b", "@@"),
                                Field.answer("size", "30")))
                .containsExactly(
                        "name: nothing (expected: an answer)",
                        "open: maybe (expected: true or false)",
                        "owner: 2 values (expected: one)",
                        "admins: @@ (expected: a JID)",
                        "size: 30 (expected: one of the options)");
        Form other = Form.of(Form.Type.SUBMIT, "urn:other", List.of(Field.answer("name", "x")));
        assertThat(QUESTIONS.faultsOf(other))
                .containsExactly("FORM_TYPE: urn:other (expected: urn:room)");
    }

    private static List<String> faults(Field... answers) {
        return QUESTIONS.faultsOf(Form.of(Form.Type.SUBMIT, "urn:room", List.of(answers)));
    }

    @Test
    void what_is_no_form_is_refused() {
        assertThatThrownBy(() -> Form.parse(Element.of("x", "u")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Form.parse(Element.of("x", Form.NAMESPACE)))
                .hasMessage("type: null (expected: form, submit, cancel or result)");
        assertThat(Form.within(Element.of("query", "u"))).isNull();
    }

    @Test
    void a_field_of_unknown_type_is_read() {
        Element x =
                Element.parse(
                        "<x xmlns='jabber:x:data' type='form'><field var='a' type='colour'/></x>");

        Field field = Form.parse(x).field("a");

        assertThat(field).isEqualTo(Field.answer("a"));
    }
}
