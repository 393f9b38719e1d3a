package io.sluice.model;

/** What a publication's bytes are; decides the opcode, the SSE event and how an envelope embeds them. */
public enum PayloadKind {
    /** Valid UTF-8. */
    TEXT,
    /** Valid UTF-8 that was checked to be one JSON value. */
    JSON,
    /** Any bytes. */
    BINARY
}
