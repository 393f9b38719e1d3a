package io.sluice.delivery.hub;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The topics that have history to give up, in classes of how much memory their logs hold, each class twice the one below: what is among the largest is
 * found at once, and a topic moves only when a segment comes or goes. Hub's loop only.
 */
final class BySize {

    private static final int CLASSES = Long.SIZE;
    private static final int MOST_LOOKS = 64;

    private final @Nullable Topic[] heads = new Topic[CLASSES];
    private int highest;

    /** Puts the topic where it belongs by now, if anywhere. */
    void update(Topic topic) {
        long bytes = topic.log.canShorten() ? topic.log.heldBytes() : 0;
        int wanted = bytes == 0 ? 0 : CLASSES - Long.numberOfLeadingZeros(bytes);
        if (wanted != topic.sizeClass) {
            remove(topic);
            add(topic, wanted);
        }
    }

    private void add(Topic topic, int sizeClass) {
        topic.sizeClass = sizeClass;
        if (sizeClass == 0) {
            return;
        }
        Topic head = heads[sizeClass];
        topic.nextOfSize = head;
        if (head != null) {
            head.previousOfSize = topic;
        }
        heads[sizeClass] = topic;
        highest = Math.max(highest, sizeClass);
    }

    private void remove(Topic topic) {
        if (topic.sizeClass == 0) {
            return;
        }
        Topic previous = topic.previousOfSize;
        Topic next = topic.nextOfSize;
        if (previous == null) {
            heads[topic.sizeClass] = next;
        } else {
            previous.nextOfSize = next;
        }
        if (next != null) {
            next.previousOfSize = previous;
        }
        topic.previousOfSize = null;
        topic.nextOfSize = null;
        topic.sizeClass = 0;
    }

    /**
     * Shortens the history of one of the largest topics that has some to give up, in a bounded number of looks.
     *
     * @param silentBeforeNanos shards that gave no sign of life since then hold nothing back
     */
    Shortening shortenLargest(long silentBeforeNanos) {
        Shortening found = Shortening.NOTHING;
        int looks = MOST_LOOKS;
        for (int sizeClass = highest; sizeClass > 0; sizeClass--) {
            Topic topic = heads[sizeClass];
            if (topic == null && sizeClass == highest) {
                highest--;
            }
            while (topic != null) {
                if (looks-- == 0) {
                    return found;
                }
                // Shortening moves it to another class, and with it what comes next.
                Topic next = topic.nextOfSize;
                switch (topic.shorten(silentBeforeNanos)) {
                    case DONE -> {
                        return Shortening.DONE;
                    }
                    case HELD_BACK -> found = Shortening.HELD_BACK;
                    case NOTHING -> {}
                }
                topic = next;
            }
        }
        return found;
    }

    void clear() {
        Arrays.fill(heads, null);
        highest = 0;
    }
}
