package io.sluice.server.engine.redis.link;

import io.lettuce.core.ScriptOutputType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What runs inside Redis as one step, kept there under its digest. */
public final class Script {

    private final String source;
    private final String digest;
    private final ScriptOutputType type;

    private Script(String source, ScriptOutputType type) {
        this.source = source;
        this.type = type;
        try {
            byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
            // Redis names scripts so.
            digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-1", e);
        }
    }

    /** One that answers with bytes, of files beside a class, one after the other. */
    public static Script ofBytes(Class<?> beside, String... files) {
        return new Script(read(beside, files), ScriptOutputType.VALUE);
    }

    /** One that answers with a list. */
    public static Script ofList(Class<?> beside, String... files) {
        return new Script(read(beside, files), ScriptOutputType.MULTI);
    }

    /** One that answers with a list, as it stands. */
    public static Script ofList(String source) {
        return new Script(source, ScriptOutputType.MULTI);
    }

    private static String read(Class<?> beside, String... files) {
        StringBuilder text = new StringBuilder();
        for (String file : List.of(files)) {
            try (InputStream in = beside.getResourceAsStream(file)) {
                if (in == null) {
                    throw new IllegalStateException(file + " is missing");
                }
                text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return text.toString();
    }

    String source() {
        return source;
    }

    String digest() {
        return digest;
    }

    ScriptOutputType type() {
        return type;
    }
}
