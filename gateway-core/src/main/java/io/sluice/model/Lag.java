package io.sluice.model;

/**
 * How far a connection is behind the heads of its topics, over all of them.
 *
 * @param messages publications that its cursors have not passed
 * @param bytes the same in wire bytes of its surface
 */
public record Lag(long messages, long bytes) {}
