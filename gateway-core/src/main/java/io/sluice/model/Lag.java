package io.sluice.model;

/**
 * How far a connection is behind the heads of its topics, over all of them.
 *
 * @param messages publications that its cursors have not passed
 * @param bytes the same in wire bytes of its surface
 * @param millis the age of the oldest of them; 0 where there is none
 */
public record Lag(long messages, long bytes, long millis) {}
