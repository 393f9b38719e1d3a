package io.sluice.server.config;

import java.util.function.Function;

/**
 * One kind of value: how it is read, what is allowed, how it is printed.
 *
 * @param allowed a phrase for messages and the reference
 * @param printer answers YAML with secrets hidden: on one line, or, after a line break, on lines that are indented
 */
record Kind<T>(String allowed, Parser<T> parser, Function<T, String> printer) {

    interface Parser<T> {
        /** Reads a value; the source tells what a relative path is relative to. */
        T parse(Value value, Source source) throws Rejection;
    }

    interface TextParser<T> {
        T parse(String text) throws Rejection;
    }

    /** A kind that is written as one scalar. */
    static <T> Kind<T> scalar(String allowed, TextParser<T> parser, Function<T, String> printer) {
        return new Kind<>(allowed, (value, source) -> parser.parse(text(value)), printer);
    }

    /** The text of a scalar, without surrounding blanks. */
    static String text(Value value) throws Rejection {
        return switch (value) {
            case Value.Scalar scalar
            when !scalar.text().isBlank() -> scalar.text().strip();
            case Value.Scalar scalar -> throw new Rejection("has no value");
            case Value.Nothing nothing -> throw new Rejection("has no value");
            case Value.Items items -> throw new Rejection("is a list");
            case Value.Fields fields -> throw new Rejection("is a group of keys");
        };
    }
}
