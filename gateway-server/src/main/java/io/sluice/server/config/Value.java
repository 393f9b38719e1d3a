package io.sluice.server.config;

import java.util.List;
import java.util.Map;

/**
 * A value as it was written. Scalars stay text, whatever YAML would make of them, so that a file, an environment variable
 * and {@code --set} mean the same. None of them prints its content, which may be a secret.
 */
sealed interface Value {

    record Scalar(String text) implements Value {
        @Override
        public String toString() {
            return "a scalar";
        }
    }

    record Items(List<Value> items) implements Value {
        @Override
        public String toString() {
            return "a list";
        }
    }

    record Fields(Map<String, Value> fields) implements Value {
        @Override
        public String toString() {
            return "a group of keys";
        }
    }

    /** A key with nothing behind it. */
    record Nothing() implements Value {
        @Override
        public String toString() {
            return "nothing";
        }
    }
}
