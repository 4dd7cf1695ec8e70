package io.rookery.routing.archive;

import io.rookery.routing.feature.Feature;
import io.rookery.routing.feature.IqHandler;
import io.rookery.routing.feature.IqRequest;
import io.rookery.routing.feature.IqRoute;
import io.rookery.routing.feature.Outcome;
import io.rookery.routing.feature.Target;
import io.rookery.routing.port.Archive;
import io.rookery.routing.port.Archive.ArchivePreferences;
import io.rookery.routing.wire.LogRecord;
import io.rookery.routing.wire.Preference;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.jid.JidFormatException;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.xml.Element;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Archiving preferences (XEP-0441): which messages the account wants in its archive.
public final class Preferences implements Feature {
    private final Archive archive;
    private final ArchiveLimits limits;

    public Preferences(Archive archive, ArchiveLimits limits) {
        this.archive = archive;
        this.limits = limits;
    }

    @Override
    public String name() {
        return "archive-preferences";
    }

    @Override
    public Map<IqRoute, IqHandler> routes() {
        return Map.of(
                new IqRoute(Target.OWN_ACCOUNT, Iq.Type.GET, "prefs", ArchiveAccess.NAMESPACE),
                        this::get,
                new IqRoute(Target.OWN_ACCOUNT, Iq.Type.SET, "prefs", ArchiveAccess.NAMESPACE),
                        this::set);
    }

    private Outcome get(IqRequest request) {
        return new Outcome.Later(
                request.position()
                        .thenCompose(position ->
                                archive.preferences(
                                        request.account().tenant(),
                                        request.account().jid(),
                                        position))
                        .thenApply(found ->
                                Outcome.result(
                                        element(found.orElse(ArchivePreferences.EVERYTHING)))));
    }

    private Outcome set(IqRequest request) {
        ArchivePreferences wanted;
        try {
            wanted = parse(request.query());
        } catch (JidFormatException e) {
            return Outcome.rejected(
                    Condition.JID_MALFORMED, Optional.ofNullable(e.getMessage()).orElse(""));
        }
        if (wanted == null) {
            return Outcome.rejected(
                    Condition.BAD_REQUEST, "default: expected always, never or roster");
        }
        if (wanted.always().size() > limits.preferences()
                || wanted.never().size() > limits.preferences()) {
            return Outcome.rejected(
                    Condition.NOT_ACCEPTABLE, "At most " + limits.preferences() + " JIDs a list");
        }
        Preference.Builder record = Preference.newBuilder().setDefaultPolicy(text(wanted.policy()));
        wanted.always().forEach(jid -> record.addAlways(jid.toString()));
        wanted.never().forEach(jid -> record.addNever(jid.toString()));
        request.preferred(wanted);
        return new Outcome.Later(
                request.append(LogRecord.newBuilder().setPreference(record))
                        .thenApply(position -> Outcome.result(element(wanted))));
    }

    private static @Nullable ArchivePreferences parse(Element prefs) {
        String policy = prefs.attribute("default");
        for (ArchivePreferences.Default each : ArchivePreferences.Default.values()) {
            if (text(each).equals(policy)) {
                return new ArchivePreferences(each, jids(prefs, "always"), jids(prefs, "never"));
            }
        }
        return null;
    }

    private static Set<Jid> jids(Element prefs, String list) {
        Element element = prefs.child(list, ArchiveAccess.NAMESPACE);
        Set<Jid> jids = new LinkedHashSet<>();
        if (element != null) {
            element.children("jid", ArchiveAccess.NAMESPACE)
                    .forEach(jid -> jids.add(Jid.parse(jid.text().strip())));
        }
        return jids;
    }

    private static Element element(ArchivePreferences preferences) {
        return Element.builder("prefs", ArchiveAccess.NAMESPACE)
                .attribute("default", text(preferences.policy()))
                .child(list("always", preferences.always()))
                .child(list("never", preferences.never()))
                .build();
    }

    private static Element list(String name, Set<Jid> jids) {
        Element.Builder list = Element.builder(name, ArchiveAccess.NAMESPACE);
        List<String> sorted = jids.stream().map(Jid::toString).sorted().toList();
        sorted.forEach(jid -> list.child("jid", jid));
        return list.build();
    }

    private static String text(ArchivePreferences.Default policy) {
        return policy.name().toLowerCase(Locale.ROOT);
    }
}
