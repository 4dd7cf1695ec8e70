package io.rookery.xmpp.xml;

/// Thrown by the reader at XML that XMPP does not take.
public final class XmlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// Which rule was broken.
    public enum Fault {
        /// Not XML (RFC 6120 §4.9.3.13).
        NOT_WELL_FORMED,
        /// A DTD, an entity, a comment or a processing instruction (§4.9.3.18).
        RESTRICTED,
        /// A prefix that nothing declares (§4.9.3.2).
        UNDECLARED_PREFIX,
        /// Not UTF-8 (§4.9.3.22).
        ENCODING,
        /// Above one of the [Limits] (§4.9.3.14).
        LIMIT,
        /// XML that is no single element (§4.9.3.1).
        FORMAT
    }

    private final Fault fault;

    /// Hostile peers cause these, so they carry no stack trace.
    XmlException(Fault fault, String message) {
        super(message, null, false, false);
        this.fault = fault;
    }

    /// An exception for a value above its maximum.
    public static XmlException limit(String name, int value, int max) {
        return new XmlException(
                Fault.LIMIT, name + ": " + value + " (expected: at most " + max + ")");
    }

    /// Which rule was broken.
    public Fault fault() {
        return fault;
    }
}
