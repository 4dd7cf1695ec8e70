package io.rookery.routing.roster;

import io.rookery.routing.port.RosterStore.SubscriptionState;

/// Where the owner of a roster stands with one contact.
///
/// @param approved the contact's next request is approved beforehand (RFC 6121 §3.4)
/// @param listed the owner's clients see the contact in the roster
public record Standing(SubscriptionState state, boolean approved, boolean listed) {
    /// With somebody who is not in the roster.
    public static final Standing UNKNOWN = new Standing(SubscriptionState.NONE, false, false);

    /// The `subscription` attribute of the roster item: `none`, `to`, `from` or `both`.
    public String subscription() {
        return switch (state) {
            case NONE, NONE_PENDING_OUT, NONE_PENDING_IN, NONE_PENDING_OUT_IN -> "none";
            case TO, TO_PENDING_IN -> "to";
            case FROM, FROM_PENDING_OUT -> "from";
            case BOTH -> "both";
        };
    }

    /// Whether the roster item has `ask='subscribe'`: the owner's request waits at the contact.
    public boolean isPendingOut() {
        return switch (state) {
            case NONE_PENDING_OUT, NONE_PENDING_OUT_IN, FROM_PENDING_OUT -> true;
            case NONE, NONE_PENDING_IN, TO, TO_PENDING_IN, FROM, BOTH -> false;
        };
    }

    /// Whether the contact's request waits for the owner.
    public boolean isPendingIn() {
        return switch (state) {
            case NONE_PENDING_IN, NONE_PENDING_OUT_IN, TO_PENDING_IN -> true;
            case NONE, NONE_PENDING_OUT, TO, FROM, FROM_PENDING_OUT, BOTH -> false;
        };
    }

    /// Whether the contact gets the owner's presence.
    public boolean isSubscriber() {
        return switch (state) {
            case FROM, FROM_PENDING_OUT, BOTH -> true;
            case NONE, NONE_PENDING_OUT, NONE_PENDING_IN, NONE_PENDING_OUT_IN, TO, TO_PENDING_IN ->
                    false;
        };
    }

    /// Whether the owner gets the contact's presence.
    public boolean isSubscription() {
        return switch (state) {
            case TO, TO_PENDING_IN, BOTH -> true;
            case NONE,
                    NONE_PENDING_OUT,
                    NONE_PENDING_IN,
                    NONE_PENDING_OUT_IN,
                    FROM,
                    FROM_PENDING_OUT ->
                    false;
        };
    }

    /// Whether there is anything to keep; if not, the contact has no entry.
    public boolean isRemembered() {
        return listed || approved || isPendingIn();
    }

    /// Whether the owner's clients see a difference between this and `other`, so that a roster push
    /// is due.
    boolean looksOtherThan(Standing other) {
        return listed != other.listed
                || (listed
                        && (approved != other.approved
                                || isPendingOut() != other.isPendingOut()
                                || !subscription().equals(other.subscription())));
    }

    Standing to(SubscriptionState next) {
        return new Standing(next, approved, listed);
    }

    Standing listedAs(SubscriptionState next) {
        return new Standing(next, approved, true);
    }

    Standing withApproval(boolean approval) {
        return new Standing(state, approval, listed || approval);
    }
}
