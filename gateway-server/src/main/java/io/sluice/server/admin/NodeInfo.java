package io.sluice.server.admin;

import java.time.Instant;

/**
 * What an operator sees of a gateway.
 *
 * @param number the first part of its connections' ids; 0 where there is only one gateway
 * @param version of the program; {@code dev} where it does not run from a jar
 * @param connections of subscribers, as it said last
 */
public record NodeInfo(int number, String name, String version, Instant startedAt, long connections) {}
