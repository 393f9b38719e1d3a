package io.sluice.server.tls;

import org.jspecify.annotations.Nullable;

/** What is in the files cannot be used. The message names the key, the file and what is wrong, and no secret. */
public final class TlsException extends Exception {

    private static final long serialVersionUID = 1L;

    TlsException(String message) {
        super(message);
    }

    TlsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
