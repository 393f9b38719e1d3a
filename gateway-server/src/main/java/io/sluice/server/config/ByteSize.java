package io.sluice.server.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes as people write them: {@code 64KiB}, {@code 16 MiB}, {@code 4MB}, {@code 4096}. */
final class ByteSize {

    private static final Pattern SYNTAX = Pattern.compile("([0-9_]{1,24}) ?([a-zA-Z]*)");

    private static final Map<String, Long> FACTORS = Map.of(
            "", 1L,
            "b", 1L,
            "kib", 1L << 10,
            "mib", 1L << 20,
            "gib", 1L << 30,
            "tib", 1L << 40,
            "kb", 1_000L,
            "mb", 1_000_000L,
            "gb", 1_000_000_000L);

    private ByteSize() {}

    /** Reads a text; rejects it if it is no size or does not fit a long */
    static long parse(String text) throws Rejection {
        Matcher matcher = SYNTAX.matcher(text);
        Long factor = matcher.matches() ? FACTORS.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
        if (factor == null) {
            throw new Rejection(Texts.quote(text) + " is not a size in bytes such as 4096, 64KiB, 16MiB or 4MB");
        }
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1).replace("_", "")), factor);
        } catch (NumberFormatException | ArithmeticException e) {
            throw new Rejection(Texts.quote(text) + " is not a size that fits 63 bits");
        }
    }

    /** The shortest exact form: the largest binary unit that divides the number. */
    static String format(long bytes) {
        String[] units = {"TiB", "GiB", "MiB", "KiB"};
        for (int i = 0; i < units.length; i++) {
            long factor = 1L << (10 * (units.length - i));
            if (bytes != 0 && bytes % factor == 0) {
                return bytes / factor + units[i];
            }
        }
        return Long.toString(bytes);
    }
}
