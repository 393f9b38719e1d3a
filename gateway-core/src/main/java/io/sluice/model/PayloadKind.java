package io.sluice.model;

/** What a publication's bytes are; decides the opcode, the SSE event and how an envelope embeds them. */
public enum PayloadKind {
    /** Valid UTF-8. */
    TEXT(0),
    /** Valid UTF-8 that was checked to be one JSON value. */
    JSON(1),
    /** Any bytes. */
    BINARY(2);

    private static final PayloadKind[] BY_CODE = {TEXT, JSON, BINARY};

    private final int code;

    PayloadKind(int code) {
        this.code = code;
    }

    /** A number of two bits that stays the same from version to version. */
    public int code() {
        return code;
    }

    /** The kind with this {@link #code()}. */
    public static PayloadKind ofCode(int code) {
        return BY_CODE[code];
    }
}
