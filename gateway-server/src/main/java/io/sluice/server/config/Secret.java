package io.sluice.server.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/** Text that is never printed. It is compared in a time that does not depend on where two texts differ. */
public final class Secret {

    /** What stands for a secret in every output; the loader refuses it as a value. */
    static final String HIDDEN = "***";

    private final byte[] utf8;

    /** Takes any text. */
    public Secret(String value) {
        utf8 = value.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether the candidate is this secret. */
    public boolean matches(CharSequence candidate) {
        return matches(candidate.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the candidate, as UTF-8, is this secret. */
    public boolean matches(byte[] candidateUtf8) {
        return MessageDigest.isEqual(candidateUtf8, utf8);
    }

    /** The text itself, for what has to be given it; the caller lets nobody see it. */
    public char[] reveal() {
        return new String(utf8, StandardCharsets.UTF_8).toCharArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && matches(secret.utf8);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(utf8);
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}
