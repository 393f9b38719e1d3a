package io.sluice.server.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What runs inside Redis as one step.
 *
 * @param name for logs
 */
public record FleetScript(String name, String source) {

    /** The engine's: events are appended as publications are. */
    private static final String APPEND = "/io/sluice/server/engine/redis/append";

    static final FleetScript CLAIM = load("claim", "pulse");
    static final FleetScript RENEW = load("renew", "pulse");
    static final FleetScript NODES = load("nodes");
    static final FleetScript TOPICS = load("topics");
    static final FleetScript RETIRE = load("retire");
    static final FleetScript REAP = load("reap", "pulse");
    static final FleetScript SWEPT = load("swept", "pulse");
    static final FleetScript CHANGE = load("change", APPEND, "members");
    static final FleetScript SWEEP = load("sweep", APPEND, "members");

    private static FleetScript load(String name, String... preludes) {
        StringBuilder source = new StringBuilder();
        for (String prelude : preludes) {
            source.append(read(prelude)).append('\n');
        }
        source.append(read(name));
        return new FleetScript(name, source.toString());
    }

    private static String read(String name) {
        try (InputStream in = FleetScript.class.getResourceAsStream(name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException(name + ".lua is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
