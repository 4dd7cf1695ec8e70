package io.rookery.xmpp.stanza;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What routing and archiving want to know of a payload without parsing it.
///
/// Strings of more than [#MAX_TEXT_CHARS] characters are not kept, as if they were absent.
///
/// @param bits one bit for each [Mark]
/// @param children how many child elements there are
/// @param bodyBytes the size of the text of all bodies, in bytes of UTF-8
/// @param firstName the local name of the first child, null when there is none
/// @param firstNamespace the namespace of the first child, null when there is none
/// @param originId the sender's own id (XEP-0359)
/// @param receiptId the id of the message that a receipt is for (XEP-0184)
/// @param markerId the id of the message that a chat marker is for (XEP-0333)
/// @param thread the conversation that the sender says this belongs to (RFC 6121 §5.2.5)
/// @param stanzaIdBy who is said to have given each XEP-0359 `stanza-id`, as written
public record Marks(
        int bits,
        int children,
        int bodyBytes,
        @Nullable String firstName,
        @Nullable String firstNamespace,
        @Nullable String originId,
        @Nullable String receiptId,
        @Nullable String markerId,
        @Nullable String thread,
        List<String> stanzaIdBy) {

    /// One fact about a payload. Bits travel between nodes: new ones are appended only.
    public enum Mark {
        /// A body, perhaps an empty one: see `bodyBytes`.
        BODY(0),
        /// A subject.
        SUBJECT(1),
        /// A thread.
        THREAD(2),
        /// An error.
        ERROR(3),
        /// The hint to store (XEP-0334).
        STORE(4),
        /// The hint not to store at all (XEP-0334).
        NO_STORE(5),
        /// The hint to store for delivery only (XEP-0334).
        NO_PERMANENT_STORE(6),
        /// The hint not to copy (XEP-0334).
        NO_COPY(7),
        /// Not to be copied to the account's other sessions (XEP-0280 `private`).
        CARBONS_PRIVATE(8),
        /// A carbon copy itself (XEP-0280 `sent` or `received`).
        CARBON(9),
        /// A receipt is asked for (XEP-0184).
        RECEIPT_REQUEST(10),
        /// A receipt (XEP-0184).
        RECEIPT(11),
        /// A chat state (XEP-0085).
        CHAT_STATE(12),
        /// The message may be marked (XEP-0333).
        MARKABLE(13),
        /// A chat marker (XEP-0333).
        CHAT_MARKER(14),
        /// Something of a room's for its occupant (XEP-0045 `muc#user`).
        MUC_USER(15),
        /// The wish to enter a room (XEP-0045 `muc`).
        MUC_JOIN(16),
        /// Encrypted content (XEP-0380, XEP-0384, XEP-0373, XEP-0027).
        ENCRYPTED(17),
        /// A delayed delivery (XEP-0203).
        DELAY(18),
        /// Any child that is neither chat state, nor thread, nor hint, nor id (XEP-0359).
        CONTENT(19),
        /// A direct invitation to a room (XEP-0249).
        INVITATION(20);

        private final int bit;

        Mark(int position) {
            this.bit = 1 << position;
        }

        /// This mark alone, as in [Marks#bits()].
        public int bits() {
            return bit;
        }
    }

    /// The longest string that is kept, in characters.
    public static final int MAX_TEXT_CHARS = 1024;

    /// The marks of an empty payload.
    public static final Marks NONE =
            new Marks(0, 0, 0, null, null, null, null, null, null, List.of());

    /// Whether a fact holds.
    public boolean has(Mark mark) {
        return (bits & mark.bit) != 0;
    }

    /// Whether there is a chat state and nothing that says anything else (XEP-0085 §5.5).
    public boolean isChatStateOnly() {
        return has(Mark.CHAT_STATE) && !has(Mark.CONTENT);
    }

    /// The form in which marks travel beside a payload between nodes.
    public byte[] toBytes() {
        return MarksCodec.encode(this);
    }

    /// Reads what [#toBytes()] wrote, on this version or an earlier one.
    ///
    /// @throws IllegalArgumentException when `bytes` are no marks
    public static Marks parse(byte[] bytes) {
        return MarksCodec.decode(bytes);
    }

    /// The marks of both payloads, one behind the other.
    Marks plus(Marks more) {
        if (children == 0) {
            return more;
        }
        List<String> by = stanzaIdBy;
        if (!more.stanzaIdBy.isEmpty()) {
            by = new ArrayList<>(stanzaIdBy);
            by.addAll(more.stanzaIdBy);
            by = List.copyOf(by);
        }
        return new Marks(
                bits | more.bits,
                children + more.children,
                bodyBytes + more.bodyBytes,
                firstName,
                firstNamespace,
                first(originId, more.originId),
                first(receiptId, more.receiptId),
                first(markerId, more.markerId),
                first(thread, more.thread),
                by);
    }

    private static @Nullable String first(@Nullable String one, @Nullable String other) {
        return one == null ? other : one;
    }
}
