package io.sluice.server.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a listing over several gateways.
 *
 * @param count all that there are, whatever the page, where the listing counts them; else 0
 * @param items in the listing's order
 * @param next what to ask for next, or null where this part is the last
 * @param missing names of gateways that did not answer in time: what they have is not in the page
 */
public record FleetPage<T>(
        int count, List<OnNode<T>> items, @Nullable String next, List<String> missing) {

    public FleetPage {
        items = List.copyOf(items);
        missing = List.copyOf(missing);
    }

    /** An item and the name of the gateway that has it. */
    public record OnNode<T>(String node, T item) {}
}
