package io.rookery.edge.tls;

import java.io.Serial;

/// A file of a certificate or a key that is not as it must be. The message names it.
public final class CertificateFileException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    CertificateFileException(String message) {
        super(message);
    }

    CertificateFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
