package io.rookery.routing.archive;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.port.Archive;
import io.rookery.routing.port.LogPosition;
import io.rookery.xmpp.delay.DateTime;
import io.rookery.xmpp.form.Form;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.page.PageRequest;
import io.rookery.xmpp.xml.Element;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A `<query/>` of XEP-0313 §4.1, understood.
record ArchiveQuery(
        @Nullable String queryId,
        @Nullable Jid with,
        @Nullable Instant start,
        @Nullable Instant end,
        @Nullable UUID afterId,
        @Nullable UUID beforeId,
        List<UUID> ids,
        @Nullable UUID after,
        @Nullable UUID before,
        boolean lastPage,
        int max,
        boolean flipped) {
    private static final Set<String> FIELDS =
            Set.of("FORM_TYPE", "with", "start", "end", "before-id", "after-id", "ids");

    /// A field that the archive does not offer (XEP-0313 §4.1.5).
    static final class UnknownField extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownField(@Nullable String name) {
            super("The archive has no field " + shortened(String.valueOf(name)));
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    /// An id that cannot be in any archive: answered as one that is not there (XEP-0313 §4.1.4).
    static final class Unknown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unknown(String id) {
            super("The archive has no message " + shortened(id));
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    /// @throws IllegalArgumentException at what is not of the form, answered with `bad-request`
    /// @throws UnknownField at fields that the archive does not offer
    /// @throws Unknown at ids that cannot exist
    static ArchiveQuery parse(Element query, ArchiveLimits limits) {
        PageRequest page = PageRequest.of(query);
        if (page.index() != null) {
            throw new IllegalArgumentException(
                    "index: " + page.index() + " (expected: paging by before and after)");
        }
        String before = page.before();
        Form form = Form.within(query);
        if (form != null) {
            check(form);
        }
        return new ArchiveQuery(
                query.attribute("queryid"),
                form == null ? null : jid(form.value("with")),
                form == null ? null : instant("start", form.value("start")),
                form == null ? null : instant("end", form.value("end")),
                form == null ? null : id(form.value("after-id")),
                form == null ? null : id(form.value("before-id")),
                form == null ? List.of() : ids(form.values("ids"), limits),
                page.after() == null || page.after().isEmpty() ? null : id(page.after()),
                before == null || before.isEmpty() ? null : id(before),
                before != null && before.isEmpty(),
                page.maxOr(limits.usualPage(), limits.maxPage()),
                query.child("flip-page", ArchiveAccess.NAMESPACE) != null);
    }

    Archive.Query of(AccountId account, LogPosition position) {
        return new Archive.Query(
                account.tenant(),
                account.jid(),
                with,
                start,
                end,
                afterId,
                beforeId,
                ids,
                after,
                before,
                lastPage,
                max,
                true,
                position);
    }

    private static void check(Form form) {
        String type = form.formType();
        if (!ArchiveAccess.NAMESPACE.equals(type)) {
            throw new IllegalArgumentException(
                    "FORM_TYPE: " + type + " (expected: " + ArchiveAccess.NAMESPACE + ")");
        }
        form.fields()
                .forEach(field -> {
                    if (!FIELDS.contains(field.name())) {
                        throw new UnknownField(field.name());
                    }
                });
    }

    private static @Nullable Jid jid(@Nullable String text) {
        return text == null ? null : Jid.parse(text);
    }

    private static @Nullable Instant instant(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return DateTime.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    name + ": " + shortened(text) + " (expected: a XEP-0082 date and time)", e);
        }
    }

    private static List<UUID> ids(List<String> texts, ArchiveLimits limits) {
        if (texts.size() > limits.ids()) {
            throw new IllegalArgumentException(
                    "ids: " + texts.size() + " (expected: at most " + limits.ids() + ")");
        }
        List<UUID> ids = new ArrayList<>(texts.size());
        for (String text : texts) {
            UUID id = id(text);
            if (id != null) {
                ids.add(id);
            }
        }
        return ids;
    }

    private static @Nullable UUID id(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equals(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            throw new Unknown(text);
        }
        throw new Unknown(text);
    }

    private static String shortened(String text) {
        return text.length() > 64 ? text.substring(0, 64) + '…' : text;
    }
}
