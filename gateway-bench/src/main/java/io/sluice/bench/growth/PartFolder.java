package io.sluice.bench.growth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

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
        List<JmhResult> all = new ArrayList<>();
        for (Path file : files("jmh*.json")) {
            all.addAll(read(file, JmhResult::of));
        }
        return all;
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
        for (Path file : files("*.json")) {
            all.add(read(file, SocketRun::of));
        }
        return all;
    }

    private List<Path> files(String glob) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
            found.forEach(files::add);
        }
        Collections.sort(files);
        return files;
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
