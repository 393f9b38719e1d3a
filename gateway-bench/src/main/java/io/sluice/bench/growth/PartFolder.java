package io.sluice.bench.growth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of one part of a measurement. What is missing has not been measured, and is empty. */
final class PartFolder {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path folder;

    PartFolder(Path folder) {
        this.folder = folder;
    }

    boolean exists() {
        return Files.isDirectory(folder);
    }

    /** Machine, commit and time, a line each. */
    List<String> about() throws IOException {
        return lines("about.txt");
    }

    List<JmhResult> jmh() throws IOException {
        Path file = folder.resolve("jmh.json");
        return Files.exists(file) ? read(file, JmhResult::of) : List.of();
    }

    List<Footprint> footprints() throws IOException {
        List<Footprint> all = new ArrayList<>();
        for (String line : lines("footprint.jsonl")) {
            all.add(Footprint.of(MAPPER.readTree(line)));
        }
        return all;
    }

    List<SocketRun> runs() throws IOException {
        List<SocketRun> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                all.add(read(file, SocketRun::of));
            }
        }
        return all;
    }

    private interface Reader<T> {
        T of(JsonNode node) throws IOException;
    }

    private static <T> T read(Path file, Reader<T> reader) throws IOException {
        try {
            return reader.of(MAPPER.readTree(Files.readString(file)));
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private List<String> lines(String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }
}
