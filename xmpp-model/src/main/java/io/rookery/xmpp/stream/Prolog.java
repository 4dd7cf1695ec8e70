package io.rookery.xmpp.stream;

import java.nio.charset.StandardCharsets;

/// What may stand before a stream's header: white space and an XML declaration (RFC 6120 §11.5).
/// Knows how far into it the bytes are.
final class Prolog {
    private static final byte[] DECLARATION_NAME = "xml".getBytes(StandardCharsets.US_ASCII);

    // Bytes of the declaration's beginning met; after it, 1 when '<' was the last byte.
    private int matched;

    /// The state after `b`, which comes in a state of the prolog.
    FramerState after(FramerState state, byte b) {
        return switch (state) {
            case PROLOG -> begin(b);
            case PROLOG_TAG -> tag(b, true);
            case DECLARATION, DECLARATION_END -> declaration(state, b);
            case AFTER_DECLARATION -> afterDeclaration(b);
            case BETWEEN,
                    TAG,
                    START_TAG,
                    START_TAG_SLASH,
                    DOUBLE_QUOTED,
                    SINGLE_QUOTED,
                    END_TAG,
                    TEXT,
                    BANG,
                    CDATA_NAME,
                    CDATA,
                    CDATA_BRACKET,
                    CDATA_BRACKETS,
                    EMPTY_STREAM,
                    CLOSED ->
                    throw new IllegalStateException("state: " + state + " (expected: a prolog's)");
        };
    }

    private static FramerState begin(byte b) {
        if (b == '<') {
            return FramerState.PROLOG_TAG;
        }
        if (!Bytes.isSpace(b)) {
            throw Bytes.atStart(b);
        }
        return FramerState.PROLOG;
    }

    private FramerState tag(byte b, boolean declarationMayCome) {
        if (b == '?' && declarationMayCome) {
            matched = 0;
            return FramerState.DECLARATION;
        }
        if (b == '?' || b == '!') {
            throw Bytes.restricted();
        }
        if (b == 0) {
            throw Bytes.atStart(b);
        }
        Bytes.refuseUnlessNameStart(b);
        return FramerState.START_TAG;
    }

    private FramerState declaration(FramerState state, byte b) {
        Bytes.refuseIllegal(b);
        if (matched <= DECLARATION_NAME.length) {
            boolean fits =
                    matched < DECLARATION_NAME.length
                            ? b == DECLARATION_NAME[matched]
                            : Bytes.isSpace(b);
            if (!fits) {
                throw Bytes.restricted();
            }
            matched++;
            return state;
        }
        if (b == '<') {
            throw Bytes.notWellFormed("'<' in the XML declaration");
        }
        if (b == '>' && state == FramerState.DECLARATION_END) {
            matched = 0;
            return FramerState.AFTER_DECLARATION;
        }
        return b == '?' ? FramerState.DECLARATION_END : FramerState.DECLARATION;
    }

    private FramerState afterDeclaration(byte b) {
        if (matched == 1) {
            return tag(b, false);
        }
        if (b == '<') {
            matched = 1;
        } else if (!Bytes.isSpace(b)) {
            throw Bytes.atStart(b);
        }
        return FramerState.AFTER_DECLARATION;
    }
}
