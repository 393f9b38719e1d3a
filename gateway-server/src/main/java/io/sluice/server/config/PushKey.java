package io.sluice.server.config;

/**
 * A key that allows publishing.
 *
 * @param name for logs, metrics and the fair share of the mailbox; 1 to 64 characters of A-Z a-z 0-9 . _ -
 * @param key what follows {@code Authorization: Bearer}
 */
public record PushKey(String name, Secret key) {}
