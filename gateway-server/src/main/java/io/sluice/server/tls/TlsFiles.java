package io.sluice.server.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** What a port's files held at one moment, each under its key. A file that cannot be read is part of that. */
final class TlsFiles {

    /** A chain with its key takes a few KiB. */
    private static final int MAX_BYTES = 1 << 20;

    private final Map<String, Path> paths;
    private final Map<String, byte[]> contents = new HashMap<>();

    /** Why one does not know what is in a file. */
    private final Map<String, String> unreadable = new HashMap<>();

    private TlsFiles(Map<String, Path> paths) {
        this.paths = paths;
    }

    /**
     * Reads all of them. Blocks.
     *
     * @param paths by the key of the configuration that names them
     */
    static TlsFiles read(Map<String, Path> paths) {
        TlsFiles files = new TlsFiles(paths);
        paths.forEach(files::read);
        return files;
    }

    private void read(String key, Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                unreadable.put(key, "is larger than 1 MiB");
            } else {
                contents.put(key, bytes);
            }
        } catch (NoSuchFileException e) {
            unreadable.put(key, "does not exist");
        } catch (AccessDeniedException e) {
            unreadable.put(key, "cannot be read: permission denied");
        } catch (IOException e) {
            unreadable.put(key, "cannot be read" + (Files.isDirectory(path) ? ": it is a directory" : ""));
        }
    }

    boolean has(String key) {
        return paths.containsKey(key);
    }

    /** What is in the file of this key. */
    byte[] bytes(String key) throws TlsException {
        byte[] bytes = contents.get(key);
        if (bytes == null) {
            throw problem(key, unreadable.getOrDefault(key, "is not configured"));
        }
        return bytes;
    }

    /** A problem with the file of this key. */
    TlsException problem(String key, String what) {
        return new TlsException(key + ": " + paths.get(key) + " " + what);
    }

    /** Tells these files from others: by content, since a file that was swapped behind a link may be as old as before. */
    String digest() {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        for (String key : paths.keySet()) {
            byte[] content = contents.get(key);
            byte[] bytes =
                    content == null ? unreadable.getOrDefault(key, "").getBytes(StandardCharsets.UTF_8) : content;
            digest.update((key + '\n' + bytes.length + '\n').getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
