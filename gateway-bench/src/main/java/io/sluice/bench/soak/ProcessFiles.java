package io.sluice.bench.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What /proc tells of a process. */
final class ProcessFiles {
    private static final int KIBIBYTE = 1024;

    private final Path folder;

    ProcessFiles(long pid) {
        this.folder = Path.of("/proc", Long.toString(pid));
    }

    /** What can be read; nothing if there is no such process or no /proc. */
    Map<Measure, Double> read() {
        Map<Measure, Double> found = new TreeMap<>();
        try {
            String status = Files.readString(folder.resolve("status"), StandardCharsets.ISO_8859_1);
            status.lines().forEach(line -> {
                if (line.startsWith("VmRSS:")) {
                    found.put(Measure.RESIDENT, (double) firstNumber(line) * KIBIBYTE);
                } else if (line.startsWith("Threads:")) {
                    found.put(Measure.THREADS, (double) firstNumber(line));
                }
            });
            try (Stream<Path> descriptors = Files.list(folder.resolve("fd"))) {
                found.put(Measure.DESCRIPTORS, (double) descriptors.count());
            }
        } catch (IOException e) {
            // The process is gone or not ours; its end is noticed elsewhere.
            return found;
        }
        return found;
    }

    private static long firstNumber(String line) {
        String digits = line.replaceAll("[^0-9]", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits);
    }
}
