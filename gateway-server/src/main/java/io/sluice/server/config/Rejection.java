package io.sluice.server.config;

import java.util.List;

/** A value that cannot be read. Each reason is a phrase that names the offending part, unless that is a secret. */
final class Rejection extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> reasons;

    Rejection(String reason) {
        this(List.of(reason));
    }

    Rejection(List<String> reasons) {
        super(String.join("; ", reasons), null, false, false);
        this.reasons = List.copyOf(reasons);
    }

    List<String> reasons() {
        return reasons;
    }
}
