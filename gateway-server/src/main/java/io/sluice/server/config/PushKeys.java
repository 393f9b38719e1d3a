package io.sluice.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads {@code push.keys}: a list of {@code {name, key}} or {@code name:key}, a text of {@code name:key} with commas, or
 * the path of a file with a {@code name:key} per line. No message quotes any part of the value: what looks like a path or a
 * name may be a secret in the wrong place.
 */
final class PushKeys {

    private static final String ALLOWED =
            "a list of {name: NAME, key: SECRET} or NAME:SECRET, or the path of a file with "
                    + "NAME:SECRET in each line";

    private final List<PushKey> keys = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();

    private PushKeys() {}

    static Kind<List<PushKey>> kind() {
        return new Kind<>(ALLOWED, (value, source) -> new PushKeys().read(value, source), PushKeys::print);
    }

    private static String print(List<PushKey> keys) {
        return keys.stream()
                .map(key -> "{name: " + Texts.yaml(key.name()) + ", key: \"" + key.key() + "\"}")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private List<PushKey> read(Value value, Source source) throws Rejection {
        if (value instanceof Value.Scalar scalar && isPath(scalar.text().strip())) {
            readFile(scalar.text().strip(), source);
        } else {
            int number = 0;
            for (Value item : Kinds.items(value)) {
                add("entry " + ++number, item);
            }
        }
        if (!reasons.isEmpty()) {
            throw new Rejection(reasons);
        }
        return keys;
    }

    private static boolean isPath(String text) {
        boolean looksLikePath = text.startsWith("/") || text.startsWith("./") || text.startsWith("../");
        return !text.isEmpty() && !text.startsWith("[") && (looksLikePath || text.indexOf(':') < 0);
    }

    private void readFile(String text, Source source) throws Rejection {
        List<String> lines;
        try {
            lines = Files.readAllLines(source.resolve(Path.of(text)), StandardCharsets.UTF_8);
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new Rejection("names a file that does not exist");
        } catch (AccessDeniedException e) {
            throw new Rejection("names a file that this user may not read");
        } catch (IOException e) {
            throw new Rejection("names a file that cannot be read as UTF-8 text");
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                add("line " + (i + 1) + " of the file", new Value.Scalar(line));
            }
        }
        if (keys.isEmpty() && reasons.isEmpty()) {
            // An empty file is more likely a mistake than a wish for an open port.
            throw new Rejection("names a file without a key");
        }
    }

    private void add(String where, Value item) {
        switch (item) {
            case Value.Scalar scalar -> {
                String text = scalar.text().strip();
                int colon = text.indexOf(':');
                if (colon < 0) {
                    reasons.add(where + " is not NAME:SECRET");
                } else {
                    add(
                            where,
                            text.substring(0, colon).strip(),
                            text.substring(colon + 1).strip());
                }
            }
            case Value.Fields fields -> {
                if (fields.fields().get("name") instanceof Value.Scalar name
                        && fields.fields().get("key") instanceof Value.Scalar key
                        && fields.fields().size() == 2) {
                    add(where, name.text().strip(), key.text().strip());
                } else {
                    reasons.add(where + " does not have exactly the fields name and key");
                }
            }
            case Value.Items items -> reasons.add(where + " is a list");
            case Value.Nothing nothing -> reasons.add(where + " is empty");
        }
    }

    private void add(String where, String name, String secret) {
        if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
            reasons.add(where + " has no name of 1 to 64 characters of A-Z a-z 0-9 . _ -");
        } else if (!secret.matches("[!-~]{1,4096}")) {
            reasons.add(where + " has no secret of 1 to 4096 visible ASCII characters");
        } else if (secret.equals(Secret.HIDDEN)) {
            reasons.add(where + " has the placeholder of print-config instead of a secret");
        } else if (keys.stream().anyMatch(key -> key.name().equals(name))) {
            reasons.add(where + " has a name that is already used");
        } else if (keys.stream().anyMatch(key -> key.key().matches(secret))) {
            reasons.add(where + " has a secret that another name already has");
        } else {
            keys.add(new PushKey(name, new Secret(secret)));
        }
    }
}
