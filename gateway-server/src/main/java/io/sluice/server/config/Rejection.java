package io.sluice.server.config;

import java.util.List;

/** A value that cannot be read. Each reason is a phrase that names the offending part, unless that is a secret. */
final class Rejection extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> reasons;
    private final transient List<String> inside;

    Rejection(String reason) {
        this(List.of(reason));
    }

    Rejection(List<String> reasons) {
        this(reasons, List.of());
    }

    /**
     * For a value with parts that have places of their own.
     *
     * @param inside whole problems, each beginning with what has to follow the path of the value
     */
    Rejection(List<String> reasons, List<String> inside) {
        super(String.join("; ", reasons.isEmpty() ? inside : reasons), null, false, false);
        this.reasons = List.copyOf(reasons);
        this.inside = List.copyOf(inside);
    }

    List<String> reasons() {
        return reasons;
    }

    List<String> inside() {
        return inside;
    }
}
