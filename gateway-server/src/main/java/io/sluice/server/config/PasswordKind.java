package io.sluice.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a password: the text itself, or a file that holds it. No message quotes any part of the value. */
final class PasswordKind {

    private static final String NONE = "none";
    private static final String FILE = "file:";
    private static final int MAX_LENGTH = 4096;

    private PasswordKind() {}

    static Kind<Optional<Secret>> password() {
        return new Kind<>(
                "a password, file:NAME of a file whose first line it is, or none",
                PasswordKind::read,
                secret -> secret.map(hidden -> '"' + hidden.toString() + '"').orElse(NONE));
    }

    private static Optional<Secret> read(Value value, Source source) throws Rejection {
        String text = Kind.text(value);
        if (text.equals(NONE)) {
            return Optional.empty();
        }
        String password = text.startsWith(FILE) ? firstLine(text.substring(FILE.length()), source) : text;
        if (password.equals(Secret.HIDDEN)) {
            throw new Rejection("is the placeholder of print-config instead of a password");
        }
        if (password.isEmpty() || password.length() > MAX_LENGTH) {
            throw new Rejection("is not a password of 1 to " + MAX_LENGTH + " characters");
        }
        return Optional.of(new Secret(password));
    }

    private static String firstLine(String name, Source source) throws Rejection {
        try {
            Path file = source.resolve(Path.of(name));
            return Files.readString(file, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new Rejection("names a file that does not exist");
        } catch (AccessDeniedException e) {
            throw new Rejection("names a file that this user may not read");
        } catch (IOException e) {
            throw new Rejection("names a file that cannot be read as UTF-8 text");
        }
    }
}
