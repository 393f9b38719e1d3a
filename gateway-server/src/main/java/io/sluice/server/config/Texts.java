package io.sluice.server.config;

/** How found values are shown: on one line, and not longer than helps. */
final class Texts {

    private static final int SHOWN = 80;

    private Texts() {}

    static String quote(String value) {
        return '"' + oneLine(value) + '"';
    }

    static String oneLine(String value) {
        StringBuilder shown = new StringBuilder();
        value.codePoints().limit(SHOWN).forEach(c -> {
            if (Character.isISOControl(c)) {
                shown.append("\\u%04x".formatted(c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.append(value.codePointCount(0, value.length()) > SHOWN ? "…" : "")
                .toString();
    }

    /** A scalar in YAML: plain where that is safe, else in double quotes. */
    static String yaml(String value) {
        if (value.matches("[A-Za-z0-9][A-Za-z0-9._/-]*") && !value.equalsIgnoreCase("null")) {
            return value;
        }
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
