package io.sluice.server.config;

import java.nio.file.Path;

/** Where a value comes from. The text form is what a message shows. */
sealed interface Source {

    record Default() implements Source {
        @Override
        public String toString() {
            return "default";
        }
    }

    /** What a file that is named there means: one beside the configuration file, where it says nothing else. */
    default Path resolve(Path file) {
        return this instanceof FileLine line ? line.file().resolveSibling(file) : file;
    }

    /** A place in the file; line and column count from 1. */
    record FileLine(Path file, int line, int column) implements Source {
        @Override
        public String toString() {
            return file + ":" + line;
        }
    }

    record Environment(String variable) implements Source {
        @Override
        public String toString() {
            return "environment variable " + variable;
        }
    }

    record SetOption() implements Source {
        @Override
        public String toString() {
            return "--set";
        }
    }
}
