package io.rookery.routing.archive;

import io.rookery.routing.feature.Feature;
import io.rookery.routing.feature.IqHandler;
import io.rookery.routing.feature.IqRequest;
import io.rookery.routing.feature.IqRoute;
import io.rookery.routing.feature.Outcome;
import io.rookery.routing.feature.Target;
import io.rookery.routing.port.Archive;
import io.rookery.xmpp.delay.DateTime;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.form.Field;
import io.rookery.xmpp.form.Form;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.xml.Element;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Message archive management (XEP-0313) of one's own archive.
public final class ArchiveAccess implements Feature {
    static final String NAMESPACE = "urn:xmpp:mam:2";
    static final String EXTENDED = "urn:xmpp:mam:2#extended";
    private static final String VALIDATION = "http://jabber.org/protocol/xdata-validate";

    private final Archive archive;
    private final ArchiveLimits limits;

    public ArchiveAccess(Archive archive, ArchiveLimits limits) {
        this.archive = archive;
        this.limits = limits;
    }

    @Override
    public String name() {
        return "archive";
    }

    /// XEP-0313 §4.1: an archive is discovered on the JID that has it, the bare JID.
    @Override
    public List<String> accountFeatures() {
        return List.of(NAMESPACE, EXTENDED, "urn:xmpp:sid:0");
    }

    @Override
    public Map<IqRoute, IqHandler> routes() {
        return Map.of(
                new IqRoute(Target.OWN_ACCOUNT, Iq.Type.SET, "query", NAMESPACE), this::query,
                new IqRoute(Target.OWN_ACCOUNT, Iq.Type.GET, "query", NAMESPACE),
                        request -> Outcome.result(fields()),
                new IqRoute(Target.OWN_ACCOUNT, Iq.Type.GET, "metadata", NAMESPACE), this::metadata,
                new IqRoute(Target.OTHER_ACCOUNT, Iq.Type.SET, "query", NAMESPACE),
                        ArchiveAccess::forbid,
                new IqRoute(Target.OTHER_ACCOUNT, Iq.Type.GET, "query", NAMESPACE),
                        ArchiveAccess::forbid,
                new IqRoute(Target.OTHER_ACCOUNT, Iq.Type.GET, "metadata", NAMESPACE),
                        ArchiveAccess::forbid);
    }

    private static Outcome forbid(IqRequest request) {
        return Outcome.rejected(Condition.FORBIDDEN, "This archive belongs to another account");
    }

    private Outcome query(IqRequest request) {
        ArchiveQuery query;
        try {
            query = ArchiveQuery.parse(request.query(), limits);
        } catch (ArchiveQuery.UnknownField e) {
            return Outcome.rejected(Condition.FEATURE_NOT_IMPLEMENTED, e.getMessage());
        } catch (ArchiveQuery.Unknown e) {
            return Outcome.rejected(Condition.ITEM_NOT_FOUND, e.getMessage());
        } catch (IllegalArgumentException e) {
            return Outcome.rejected(
                    Condition.BAD_REQUEST, Optional.ofNullable(e.getMessage()).orElse(""));
        }
        return new Outcome.Later(
                request.position()
                        .thenCompose(
                                position -> archive.query(query.of(request.account(), position)))
                        .thenApply(page -> answer(request, query, page)));
    }

    private static Outcome answer(IqRequest request, ArchiveQuery query, Archive.Page page) {
        if (page.missing().isPresent()) {
            return Outcome.rejected(
                    Condition.ITEM_NOT_FOUND, "The archive has no message " + page.missing().get());
        }
        List<Message> messages = new ArrayList<>(page.entries().size());
        for (Archive.Entry entry : page.entries()) {
            messages.add(ArchiveResult.message(request.account().jid(), query.queryId(), entry));
        }
        if (query.flipped()) {
            Collections.reverse(messages);
        }
        return new Outcome.Result(messages, ArchiveResult.fin(query, page));
    }

    /// XEP-0313 §4.1.5 and §4.2: what can be asked for.
    private static Element fields() {
        Element known =
                Form.of(
                                Form.Type.FORM,
                                NAMESPACE,
                                List.of(
                                        Field.of("with", Field.Type.JID_SINGLE, null),
                                        Field.of("start", Field.Type.TEXT_SINGLE, null),
                                        Field.of("end", Field.Type.TEXT_SINGLE, null),
                                        Field.of("before-id", Field.Type.TEXT_SINGLE, null),
                                        Field.of("after-id", Field.Type.TEXT_SINGLE, null)))
                        .toElement();
        Element.Builder form =
                Element.builder(known.name(), known.namespace())
                        .attribute("type", known.attribute("type"));
        known.children().forEach(form::child);
        return Element.builder("query", NAMESPACE).child(form.child(ids()).build()).build();
    }

    /// §4.1.5: any ids may be asked for, which XEP-0122 calls an open list.
    private static Element ids() {
        Element anything =
                Element.builder("validate", VALIDATION)
                        .attribute("datatype", "xs:string")
                        .child(Element.of("open", VALIDATION))
                        .build();
        return Element.builder("field", Form.NAMESPACE)
                .attribute("var", "ids")
                .attribute("type", Field.Type.LIST_MULTI.wireName())
                .child(anything)
                .build();
    }

    private Outcome metadata(IqRequest request) {
        return new Outcome.Later(
                request.position()
                        .thenCompose(position ->
                                archive.bounds(
                                        request.account().tenant(),
                                        request.account().jid(),
                                        position))
                        .thenApply(bounds ->
                                Outcome.result(
                                        bounds.map(ArchiveAccess::metadata)
                                                .orElseGet(
                                                        () -> Element.of("metadata", NAMESPACE)))));
    }

    private static Element metadata(Archive.Bounds bounds) {
        return Element.builder("metadata", NAMESPACE)
                .child(
                        Element.builder("start", NAMESPACE)
                                .attribute("id", bounds.firstId().toString())
                                .attribute("timestamp", DateTime.format(bounds.firstStamp()))
                                .build())
                .child(
                        Element.builder("end", NAMESPACE)
                                .attribute("id", bounds.lastId().toString())
                                .attribute("timestamp", DateTime.format(bounds.lastStamp()))
                                .build())
                .build();
    }
}
