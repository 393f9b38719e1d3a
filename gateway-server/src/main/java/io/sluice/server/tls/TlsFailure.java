package io.sluice.server.tls;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Why TLS did not come about or broke; the names of the counters are bounded by this list. */
enum TlsFailure {
    /** Something else was spoken, such as plain HTTP. */
    NOT_TLS,
    /** The client speaks no version that is allowed. */
    PROTOCOL("protocol version|supported_versions|unsupported_protocol|client requested protocol"),
    /** No cipher that both know. */
    CIPHER("cipher suites in common|no_shared_cipher|no cipher"),
    /** The client said no, mostly because it does not trust the certificate. */
    ALERT("received fatal alert|_alert_"),
    /** The certificate of a publisher was not signed by the authority, or has expired. */
    CLIENT_CERTIFICATE("pkix|certificate_verify_failed|certificate verify failed"),
    /** The client went away meanwhile. */
    CLOSED,
    TIMEOUT,
    /** It broke after the handshake: a record that cannot be decrypted. */
    BROKEN,
    OTHER;

    private final Pattern signs;

    TlsFailure() {
        this("(?!)");
    }

    /** @param signs what is in the message, where the exception's type does not tell */
    TlsFailure(String signs) {
        this.signs = Pattern.compile(signs, Pattern.CASE_INSENSITIVE);
    }

    /** The last segment of the counter's name. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Why a handshake failed. */
    static TlsFailure ofHandshake(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case SslHandshakeTimeoutException timeout -> {
                    return TIMEOUT;
                }
                case ClosedChannelException closed -> {
                    return CLOSED;
                }
                case NotSslRecordException other -> {
                    return NOT_TLS;
                }
                case CertificateException certificate -> {
                    return CLIENT_CERTIFICATE;
                }
                default -> {
                    String message = String.valueOf(cause.getMessage());
                    for (TlsFailure candidate : values()) {
                        if (candidate.signs.matcher(message).find()) {
                            return candidate;
                        }
                    }
                }
            }
        }
        return OTHER;
    }
}
