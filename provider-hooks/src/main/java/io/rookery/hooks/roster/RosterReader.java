package io.rookery.hooks.roster;

import io.rookery.hooks.endpoint.HookLimits;
import io.rookery.hooks.json.Json;
import io.rookery.hooks.json.JsonObject;
import io.rookery.hooks.json.MalformedJsonException;
import io.rookery.hooks.roster.RosterAnswer.DropReason;
import io.rookery.routing.port.RosterStore.RosterEntry;
import io.rookery.routing.port.RosterStore.SubscriptionState;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.JidFormatException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the answer to `roster.get`: `{"unchanged":true}`, or
/// `{"version":"7","items":[{"jid":…,"name":…,"subscription":"both","groups":["…"]}]}`.
///
/// One bad item is left out and counted, since a user with a hundred contacts should not lose all
/// for one; an answer that is bad as a whole is refused.
final class RosterReader {
    private final HookLimits.Roster limits;
    private final Duration longestFresh;

    RosterReader(HookLimits limits) {
        this.limits = limits.roster();
        this.longestFresh = limits.cache().positiveTime();
    }

    /// @param owner may not be in its own roster (RFC 6121 §2.1.2.3 leaves no use for it)
    /// @param maxItems items of one roster of this domain
    /// @param versionSent whether the backend was told a version that it could find unchanged
    /// @throws MalformedJsonException when the answer as a whole is none of the contract's
    RosterAnswer read(JsonObject answer, BareJid owner, int maxItems, boolean versionSent) {
        Duration fresh = fresh(answer);
        if (answer.flag("unchanged", false)) {
            if (!versionSent) {
                throw new MalformedJsonException(
                        "unchanged: no version was sent (expected: items)");
            }
            return new RosterAnswer.Unchanged(fresh);
        }
        if (!answer.has("items")) {
            throw new MalformedJsonException("items: missing (expected: array)");
        }
        List<Json> items = answer.array("items");
        if (items.size() > maxItems) {
            throw new MalformedJsonException(
                    "items: " + items.size() + " (expected: at most " + maxItems + ")");
        }
        Optional<String> version = answer.optionalText("version");
        if (version.isPresent() && version.get().length() > limits.versionChars()) {
            throw new MalformedJsonException(
                    "version: too long (expected: at most " + limits.versionChars() + ")");
        }
        Map<BareJid, RosterEntry> entries = new LinkedHashMap<>();
        List<DropReason> dropped = new ArrayList<>();
        for (Json item : items) {
            try {
                RosterEntry entry = entry(item, owner);
                if (entries.putIfAbsent(entry.jid(), entry) != null) {
                    dropped.add(DropReason.DUPLICATE);
                }
            } catch (DroppedException e) {
                dropped.add(e.reason);
            }
        }
        return new RosterAnswer.Whole(
                version, List.copyOf(entries.values()), List.copyOf(dropped), fresh);
    }

    private Duration fresh(JsonObject answer) {
        Duration told = Duration.ofSeconds(answer.whole("ttl", 0, 0, Integer.MAX_VALUE));
        return told.compareTo(longestFresh) > 0 ? longestFresh : told;
    }

    private RosterEntry entry(Json value, BareJid owner) throws DroppedException {
        if (!(value instanceof JsonObject item)) {
            throw new DroppedException(DropReason.NO_OBJECT);
        }
        BareJid jid = jid(item, owner);
        SubscriptionState state = state(item);
        Optional<String> name = name(item);
        return new RosterEntry(
                jid, name.orElse(null), groups(item), state, false, true, Optional.empty());
    }

    private static BareJid jid(JsonObject item, BareJid owner) throws DroppedException {
        try {
            BareJid jid = BareJid.parse(item.text("jid"));
            if (jid.equals(owner)) {
                throw new DroppedException(DropReason.OWN_JID);
            }
            return jid;
        } catch (JidFormatException | MalformedJsonException e) {
            throw new DroppedException(DropReason.BAD_JID);
        }
    }

    /// RFC 6121 §2.1.2.5, with `none` when there is nothing, as there.
    private static SubscriptionState state(JsonObject item) throws DroppedException {
        try {
            return switch (item.optionalText("subscription").orElse("none")) {
                case "none" -> SubscriptionState.NONE;
                case "to" -> SubscriptionState.TO;
                case "from" -> SubscriptionState.FROM;
                case "both" -> SubscriptionState.BOTH;
                default -> throw new DroppedException(DropReason.BAD_SUBSCRIPTION);
            };
        } catch (MalformedJsonException e) {
            throw new DroppedException(DropReason.BAD_SUBSCRIPTION);
        }
    }

    private Optional<String> name(JsonObject item) throws DroppedException {
        try {
            Optional<String> name = item.optionalText("name");
            if (name.isPresent() && !fits(name.get(), limits.nameChars())) {
                throw new DroppedException(DropReason.BAD_NAME);
            }
            return name;
        } catch (MalformedJsonException e) {
            throw new DroppedException(DropReason.BAD_NAME);
        }
    }

    private List<String> groups(JsonObject item) throws DroppedException {
        List<Json> values;
        try {
            values = item.array("groups");
        } catch (MalformedJsonException e) {
            throw new DroppedException(DropReason.BAD_GROUPS);
        }
        if (values.size() > limits.groups()) {
            throw new DroppedException(DropReason.BAD_GROUPS);
        }
        Set<String> groups = new LinkedHashSet<>();
        for (Json value : values) {
            if (!(value instanceof Json.Text(String group))
                    || group.isEmpty()
                    || !fits(group, limits.groupChars())) {
                throw new DroppedException(DropReason.BAD_GROUPS);
            }
            groups.add(group);
        }
        return List.copyOf(groups);
    }

    /// Short enough, and every character may stand in XML 1.0 (§2.2): it goes into streams.
    private static boolean fits(String text, int maxChars) {
        return text.length() <= maxChars
                && text.codePoints()
                        .allMatch(c ->
                                (c >= 0x20 && c <= 0xd7ff)
                                        || (c >= 0xe000 && c <= 0xfffd)
                                        || (c >= 0x10000 && c <= 0x10ffff));
    }

    /// One item is left out. No stack: it never leaves this class.
    private static final class DroppedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final DropReason reason;

        DroppedException(DropReason reason) {
            super(reason.text(), null, false, false);
            this.reason = reason;
        }
    }
}
