package io.sluice.delivery.shard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The lowest few of many, without keeping the many. */
final class Lowest<T> {

    private final int limit;
    private final Comparator<T> order;
    private final PriorityQueue<T> highestFirst;

    Lowest(int limit, Comparator<T> order) {
        this.limit = limit;
        this.order = order;
        this.highestFirst = new PriorityQueue<>(order.reversed());
    }

    void offer(T item) {
        if (highestFirst.size() < limit) {
            highestFirst.add(item);
        } else if (order.compare(item, highestFirst.element()) < 0) {
            highestFirst.remove();
            highestFirst.add(item);
        }
    }

    List<T> inOrder() {
        List<T> items = new ArrayList<>(highestFirst);
        items.sort(order);
        return items;
    }
}
