package io.sluice.server.fleet;

import io.sluice.model.TopicSummary;
import io.sluice.server.admin.FleetPage;
import io.sluice.server.admin.FleetPage.OnNode;
import io.sluice.server.fleet.Listing.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes one page of the parts of several nodes. */
final class Merge {

    private Merge() {}

    /**
     * The first items of all parts together.
     *
     * @param parts by the names of their nodes
     * @param missing names of nodes that gave none
     */
    static <T> FleetPage<T> page(
            Listing<T> listing, int limit, List<Map.Entry<String, Part<T>>> parts, List<String> missing) {
        return page(listing, limit, parts, missing, null);
    }

    /** The same of topics, each of which is one whatever the nodes that have it. */
    static FleetPage<TopicSummary> topics(
            int limit, List<Map.Entry<String, Part<TopicSummary>>> parts, List<String> missing) {
        return page(Listing.TOPICS, limit, parts, missing, Merge::together);
    }

    private static <T> FleetPage<T> page(
            Listing<T> listing,
            int limit,
            List<Map.Entry<String, Part<T>>> parts,
            List<String> missing,
            @Nullable BinaryOperator<T> together) {
        Comparator<OnNode<T>> order = (one, other) -> listing.order().compare(one.item(), other.item());
        List<OnNode<T>> all = new ArrayList<>();
        List<String> unknown = new ArrayList<>(missing);
        OnNode<T> bound = null;
        boolean more = false;
        int count = 0;
        for (Map.Entry<String, Part<T>> entry : parts) {
            Part<T> part = entry.getValue();
            count += part.count();
            part.items().forEach(item -> all.add(new OnNode<>(entry.getKey(), item)));
            more |= part.more();
            if (part.more() && part.items().isEmpty()) {
                unknown.add(entry.getKey());
            } else if (part.more()) {
                // What the node has behind its last is not known.
                OnNode<T> last = new OnNode<>(entry.getKey(), part.items().getLast());
                bound = bound == null || order.compare(last, bound) < 0 ? last : bound;
            }
        }
        all.sort(order);
        List<OnNode<T>> merged = together == null ? all : mergeEqual(all, order, together);
        List<OnNode<T>> page = new ArrayList<>();
        for (OnNode<T> item : merged) {
            boolean isKnown = bound == null || order.compare(item, bound) <= 0;
            if (page.size() == limit || !isKnown) {
                more = true;
                break;
            }
            page.add(item);
        }
        String next =
                more && !page.isEmpty() ? listing.cursor().apply(page.getLast().item()) : null;
        return new FleetPage<>(count, page, next, unknown);
    }

    private static <T> List<OnNode<T>> mergeEqual(
            List<OnNode<T>> sorted, Comparator<OnNode<T>> order, BinaryOperator<T> together) {
        List<OnNode<T>> merged = new ArrayList<>();
        for (OnNode<T> next : sorted) {
            OnNode<T> last = merged.isEmpty() ? null : merged.getLast();
            if (last != null && order.compare(last, next) == 0) {
                merged.set(merged.size() - 1, new OnNode<>(last.node(), together.apply(last.item(), next.item())));
            } else {
                merged.add(next);
            }
        }
        return merged;
    }

    /** All subscribers; of the logs, the one that is furthest. */
    private static TopicSummary together(TopicSummary one, TopicSummary other) {
        TopicSummary furthest = other.head().offset() > one.head().offset() ? other : one;
        return new TopicSummary(
                furthest.name(),
                furthest.head(),
                furthest.firstOffset(),
                furthest.retainedMessages(),
                furthest.retainedBytes(),
                one.subscribers() + other.subscribers());
    }
}
