package io.sluice.server.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What runs inside Redis as one step.
 *
 * @param name for logs
 * @param digest under which Redis knows it
 */
public record FleetScript(String name, String source, String digest) {

    static final FleetScript CLAIM = load("claim", "pulse");
    static final FleetScript RENEW = load("renew", "pulse");
    static final FleetScript NODES = load("nodes", "pulse");
    static final FleetScript TOPICS = load("topics");
    static final FleetScript RETIRE = load("retire");
    static final FleetScript REAP = load("reap", "pulse");
    static final FleetScript SWEPT = load("swept", "pulse");
    static final FleetScript CHANGE = load("change", "append", "members");
    static final FleetScript SWEEP = load("sweep", "append", "members");

    /** All of them, for a link that loads them beforehand. */
    public static final List<FleetScript> ALL =
            List.of(CLAIM, RENEW, NODES, TOPICS, RETIRE, REAP, SWEPT, CHANGE, SWEEP);

    private static FleetScript load(String name, String... preludes) {
        StringBuilder source = new StringBuilder();
        for (String prelude : preludes) {
            source.append(read(prelude)).append('\n');
        }
        source.append(read(name));
        return new FleetScript(name, source.toString(), digestOf(source.toString()));
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

    private static String digestOf(String source) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-1", e);
        }
    }
}
