package io.sluice.server.subscriber.handshake;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import io.netty.channel.Channel;
import io.sluice.server.explain.RefusedHandshakes;
import java.util.EnumMap;
import java.util.Map;

/** Counts refused handshakes by reason and remembers the last ones. All counters exist from the start, so that a graph shows zeros. Thread-safe. */
final class Refusals {

    private static final String PREFIX = "handshake.refused.";

    private final Map<Refusal, Counter> counters = new EnumMap<>(Refusal.class);

    private final RefusedHandshakes refused;

    Refusals(MetricRegistry metrics, RefusedHandshakes refused) {
        this.refused = refused;
        for (Refusal refusal : Refusal.values()) {
            counters.put(refusal, metrics.counter(PREFIX + refusal.word()));
        }
    }

    /** The same, and remembers whose handshake it was. On the channel's loop. */
    void count(Refusal refusal, Channel channel) {
        count(refusal);
        ClientAddress client = channel.hasAttr(ClientAddress.KEY)
                ? channel.attr(ClientAddress.KEY).get()
                : null;
        if (client == null) {
            refused.add(Peer.of(channel).address().getHostAddress(), null, refusal.word());
        } else {
            refused.add(client.text(), client.user(), refusal.word());
        }
    }

    void count(Refusal refusal) {
        Counter counter = counters.get(refusal);
        if (counter != null) {
            counter.inc();
        }
    }
}
