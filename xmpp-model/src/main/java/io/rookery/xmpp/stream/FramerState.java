package io.rookery.xmpp.stream;

/// Where in a stream [StreamFramer] stands.
enum FramerState {
    /// Before the first tag.
    PROLOG,
    /// Behind the first `<`.
    PROLOG_TAG,
    /// Within the XML declaration.
    DECLARATION,
    /// Behind a `?` of it.
    DECLARATION_END,
    /// Between the XML declaration and the header's name.
    AFTER_DECLARATION,
    /// Between first-level elements.
    BETWEEN,
    /// Behind a `<`.
    TAG,
    /// Within a start tag, outside quotes.
    START_TAG,
    /// Behind a `/` of it.
    START_TAG_SLASH,
    /// Within an attribute in double quotes.
    DOUBLE_QUOTED,
    /// Within an attribute in single quotes.
    SINGLE_QUOTED,
    /// Within an end tag.
    END_TAG,
    /// Within the text of an element.
    TEXT,
    /// Behind `<!`.
    BANG,
    /// Within `<![CDATA[`.
    CDATA_NAME,
    /// Within a CDATA section.
    CDATA,
    /// Behind a `]` of it.
    CDATA_BRACKET,
    /// Behind two of them.
    CDATA_BRACKETS,
    /// Behind a header that was its own end.
    EMPTY_STREAM,
    /// Behind the end of the stream.
    CLOSED
}
