package io.sluice.model;

import org.jspecify.annotations.Nullable;

/** The header {@code traceparent} of W3C Trace Context: which trace a publication belongs to, and which span made it. */
public final class TraceParent {

    /** How long one of version 00 is: version, trace id, parent id and flags, in hexadecimal, with dashes between. */
    public static final int LENGTH = 55;

    private static final int TRACE_ID = 3;
    private static final int PARENT_ID = 36;
    private static final int FLAGS = 53;

    private TraceParent() {}

    /**
     * What to pass on for what was given (W3C Trace Context §3.2): the same in version 00; of a later version the fields that
     * 00 has, of whose flags only "sampled" means the same. Null where it is none, which is then to be ignored.
     */
    public static @Nullable String passOn(String given) {
        if (!isWellFormed(given)) {
            return null;
        }
        if (given.startsWith("00")) {
            return given.length() == LENGTH ? given : null;
        }
        if (given.length() > LENGTH && given.charAt(LENGTH) != '-') {
            return null;
        }
        boolean sampled = (Character.digit(given.charAt(LENGTH - 1), 16) & 1) == 1;
        return "00" + given.substring(2, FLAGS) + (sampled ? "01" : "00");
    }

    private static boolean isWellFormed(String given) {
        return given.length() >= LENGTH
                && isHex(given, 0, 2)
                && !given.startsWith("ff")
                && given.charAt(TRACE_ID - 1) == '-'
                && isId(given, TRACE_ID, PARENT_ID - 1)
                && given.charAt(PARENT_ID - 1) == '-'
                && isId(given, PARENT_ID, FLAGS - 1)
                && given.charAt(FLAGS - 1) == '-'
                && isHex(given, FLAGS, LENGTH);
    }

    private static boolean isId(String text, int begin, int end) {
        return isHex(text, begin, end)
                && text.chars().skip(begin).limit(end - begin).anyMatch(c -> c != '0');
    }

    /** Small letters only. */
    private static boolean isHex(String text, int begin, int end) {
        return text.chars()
                .skip(begin)
                .limit(end - begin)
                .allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    /** The trace of one that was passed on. */
    public static String traceId(String traceParent) {
        return traceParent.substring(TRACE_ID, PARENT_ID - 1);
    }
}
