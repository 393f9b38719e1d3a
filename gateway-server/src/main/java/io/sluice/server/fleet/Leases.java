package io.sluice.server.fleet;

import static io.sluice.server.fleet.FleetNames.bytes;
import static io.sluice.server.fleet.FleetNames.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The leases in Redis. Any thread; answers come on any. */
final class Leases {

    private final FleetLink link;
    private final FleetNames names;
    private final Duration lease;

    Leases(FleetLink link, FleetNames names, Duration lease) {
        this.link = link;
        this.names = names;
        this.lease = lease;
    }

    /** Answers whether it has the number, and so the lease; where not, another living node has it. */
    CompletionStage<Boolean> claim(Incarnation next, int number, String said, @Nullable Incarnation before) {
        byte[][] keys = {names.leases(), names.nodes(), names.numbers(), names.pulse()};
        byte[][] values = {
            bytes(next.name),
            bytes(number),
            bytes(lease.toMillis()),
            bytes(said),
            bytes(before == null ? "" : before.name)
        };
        return link.run(FleetScript.CLAIM, keys, values).thenApply(Leases::isYes);
    }

    /**
     * Answers whether the lease was there still.
     *
     * @param time until it ends
     * @param said empty for a node that resigns: its lease ends no later than it would
     * @param retiring earlier incarnations, which keep theirs as long
     */
    CompletionStage<Boolean> renew(Incarnation current, String said, Duration time, List<String> retiring) {
        List<byte[]> values = new ArrayList<>();
        values.add(bytes(time.toMillis()));
        values.add(bytes(lease.toMillis()));
        values.add(bytes(said));
        values.add(bytes(current.name));
        retiring.forEach(name -> values.add(bytes(name)));
        byte[][] keys = {names.leases(), names.nodes(), names.pulse()};
        return link.run(FleetScript.RENEW, keys, values.toArray(byte[][]::new)).thenApply(Leases::isYes);
    }

    private static boolean isYes(List<Object> answer) {
        return text(answer.get(0)).equals("1");
    }
}
