package io.sluice.server.fleet;

import io.sluice.model.TopicName;
import java.nio.charset.StandardCharsets;

/** Keys and channels of the fleet. What a script touches together shares a hash tag: the topic's, or {@code fleet}. */
final class FleetNames {

    private static final String TAG = "{fleet}";

    private final String prefix;

    FleetNames(String prefix) {
        this.prefix = prefix + ":1:";
    }

    /** Incarnations by the end of their leases. */
    byte[] leases() {
        return bytes(prefix + "e:" + TAG);
    }

    /** What nodes say of themselves. */
    byte[] nodes() {
        return bytes(prefix + "n:" + TAG);
    }

    /** Which incarnation has which number. */
    byte[] numbers() {
        return bytes(prefix + "u:" + TAG);
    }

    /** When a lease was last renewed, and until when nobody is taken for dead. */
    byte[] pulse() {
        return bytes(prefix + "w:" + TAG);
    }

    /** Incarnations that are being swept. */
    byte[] dead() {
        return bytes(prefix + "d:" + TAG);
    }

    /** The topics in whose rosters an incarnation may stand. */
    byte[] topicsOf(String incarnation) {
        return bytes(prefix + "t:" + TAG + incarnation);
    }

    /** Who is on a topic, and where. */
    byte[] roster(TopicName topic) {
        return bytes(prefix + "r:{" + topic.value() + '}');
    }

    /** Where questions to all nodes go. */
    String questions() {
        return prefix + "q:" + TAG;
    }

    /** Where the answers to one process go. */
    String answersTo(String process) {
        return prefix + "a:" + TAG + process;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] bytes(long number) {
        return bytes(Long.toString(number));
    }

    static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }
}
