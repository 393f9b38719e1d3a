package io.sluice.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a process has used up to now, read from /proc.
 *
 * @param cpuSeconds user and system time of all threads, in steps of 10 ms
 * @param residentKiB memory in RAM
 * @param peakResidentKiB the most that ever was
 * @param allowedCores how many cores it may run on
 */
public record ProcessSample(double cpuSeconds, long residentKiB, long peakResidentKiB, int allowedCores) {
    /** The unit of /proc/PID/stat: USER_HZ is 100 on every Linux that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int USER_TIME_AT = 11;
    private static final int SYSTEM_TIME_AT = 12;

    /** Null if there is no such process, or no /proc. */
    public static @Nullable ProcessSample of(long pid) {
        Path folder = Path.of("/proc", Long.toString(pid));
        try {
            return parse(
                    Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1),
                    Files.readString(folder.resolve("status"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return null;
        }
    }

    static ProcessSample parse(String stat, String status) {
        // The command name in parentheses may hold spaces and parentheses itself.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        double ticks = Double.parseDouble(fields[USER_TIME_AT]) + Double.parseDouble(fields[SYSTEM_TIME_AT]);
        return new ProcessSample(
                ticks / TICKS_PER_SECOND,
                kibibytes(status, "VmRSS:"),
                kibibytes(status, "VmHWM:"),
                cores(value(status, "Cpus_allowed_list:")));
    }

    private static long kibibytes(String status, String name) {
        String value = value(status, name);
        return value.isEmpty() ? 0 : Long.parseLong(value.substring(0, value.indexOf(' ')));
    }

    private static String value(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).trim())
                .findFirst()
                .orElse("");
    }

    /** Counts a list like {@code 0-3,8}. */
    private static int cores(String list) {
        int cores = 0;
        for (String part : list.isEmpty() ? new String[0] : list.split(",", -1)) {
            int dash = part.indexOf('-');
            int from = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
            int to = Integer.parseInt(part.substring(dash + 1));
            cores += to - from + 1;
        }
        return cores;
    }
}
