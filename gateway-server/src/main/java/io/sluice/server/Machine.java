package io.sluice.server;

import io.netty.util.internal.PlatformDependent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the machine gives to this process.
 *
 * @param maxDescriptors empty where it is unknown or without a bound
 * @param listenBacklog the kernel's bound of connections that wait to be accepted
 * @param containerMemoryBytes empty without a container or without a bound
 */
record Machine(
        OptionalLong maxDescriptors,
        OptionalLong listenBacklog,
        OptionalLong containerMemoryBytes,
        long maxDirectMemoryBytes,
        long maxHeapBytes) {

    private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files +(\\S+)");

    /** Version 1 of the control groups writes a huge number where there is no limit. */
    private static final long NO_LIMIT = 1L << 60;

    static Machine ofThisProcess() {
        return read(
                Machine::fileText,
                PlatformDependent.maxDirectMemory(),
                Runtime.getRuntime().maxMemory());
    }

    /** Reads through a function that answers the text of a file, or nothing where it cannot be read */
    static Machine read(Function<Path, Optional<String>> files, long maxDirectMemoryBytes, long maxHeapBytes) {
        return new Machine(
                openFiles(files.apply(Path.of("/proc/self/limits"))),
                number(files.apply(Path.of("/proc/sys/net/core/somaxconn"))),
                containerMemory(files),
                maxDirectMemoryBytes,
                maxHeapBytes);
    }

    private static OptionalLong openFiles(Optional<String> limits) {
        Matcher matcher = OPEN_FILES.matcher(limits.orElse(""));
        return matcher.find() ? number(Optional.of(matcher.group(1))) : OptionalLong.empty();
    }

    private static OptionalLong containerMemory(Function<Path, Optional<String>> files) {
        Optional<String> text = files.apply(Path.of("/sys/fs/cgroup/memory.max"))
                .or(() -> files.apply(Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes")));
        OptionalLong limit = number(text);
        return limit.isPresent() && limit.getAsLong() < NO_LIMIT ? limit : OptionalLong.empty();
    }

    private static OptionalLong number(Optional<String> text) {
        String digits = text.orElse("").strip();
        return digits.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
    }

    private static Optional<String> fileText(Path path) {
        // Not Files.readString: it asks for one byte first where the size is said to be 0, and a file of /proc/sys
        // answers
        // only the first read.
        try (BufferedReader reader = Files.newBufferedReader(path)) {
            return Optional.of(reader.lines().collect(Collectors.joining("\n")));
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
