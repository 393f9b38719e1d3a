package io.sluice.server.engine.redis.link;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How Redis is reached.
 *
 * @param uri as Lettuce reads it, password and all; where it is a cluster, of some of its servers, with commas between
 * @param commandTimeout without an answer
 * @param topologyInterval after which a cluster is asked again who keeps what
 * @param authority certificates in PEM that Redis' own is signed by; where there are none, those that Java trusts
 * @param pulseChannel how channels begin that nobody else uses
 */
public record LinkSettings(
        String uri,
        boolean isCluster,
        Duration commandTimeout,
        Duration topologyInterval,
        Optional<Path> authority,
        String pulseChannel) {

    /** With a cold JVM at both ends a connection takes longer than any command. */
    private static final Duration LEAST_CONNECT = Duration.ofSeconds(2);

    private static final Duration LEAST_SILENCE = Duration.ofSeconds(2);

    /** Without a connection that can be used. */
    Duration connectTimeout() {
        return commandTimeout.compareTo(LEAST_CONNECT) > 0 ? commandTimeout : LEAST_CONNECT;
    }

    /** Without a message through a server that is connected; then it is given up. */
    Duration silence() {
        Duration silence = commandTimeout.multipliedBy(2);
        return silence.compareTo(LEAST_SILENCE) > 0 ? silence : LEAST_SILENCE;
    }
}
