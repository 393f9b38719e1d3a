package io.sluice.server;

import io.sluice.server.config.GatewayConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Compares what the configuration allows with what the machine gives. Nothing here stops a start. */
final class Preflight {

    /** Listeners, event loops, the jar, the log and what the JVM opens by itself. */
    private static final int OWN_DESCRIPTORS = 200;

    private static final int BACKLOG = 4096;

    private final GatewayConfig config;
    private final Machine machine;
    private final List<String> warnings = new ArrayList<>();

    private Preflight(GatewayConfig config, Machine machine) {
        this.config = config;
        this.machine = machine;
    }

    /** A line for each thing that does not fit: what was found, what is wanted and what to change */
    static List<String> check(GatewayConfig config) {
        return check(config, Machine.ofThisProcess());
    }

    static List<String> check(GatewayConfig config, Machine machine) {
        Preflight preflight = new Preflight(config, machine);
        preflight.descriptors();
        preflight.directMemory();
        preflight.container();
        preflight.backlog();
        preflight.admission();
        preflight.users();
        return List.copyOf(preflight.warnings);
    }

    private void descriptors() {
        long wanted = (long) config.limits().connections() + config.limits().pushConnections() + OWN_DESCRIPTORS;
        machine.maxDescriptors().ifPresent(found -> {
            if (found < wanted) {
                warnings.add(
                        ("the limit of open files is %d, but limits.connections and limits.push-connections want %d; "
                                        + "raise it (ulimit -n, LimitNOFILE=) or lower them")
                                .formatted(found, wanted));
            }
        });
    }

    /** What waits in the channels are slices of the logs, which the log budget counts already. */
    private void directMemory() {
        long max = machine.maxDirectMemoryBytes();
        long budget = config.memory().logBudget().bytes(max);
        long wanted = saturatedSum(budget, config.hub().mailboxBytes());
        if (wanted > max) {
            warnings.add(
                    ("direct memory is at most %s, but %s may be wanted: memory.log-budget %s, hub.mailbox-bytes %s; "
                                    + "raise -XX:MaxDirectMemorySize or lower one of them")
                            .formatted(
                                    mib(max),
                                    mib(wanted),
                                    mib(budget),
                                    mib(config.hub().mailboxBytes())));
        }
    }

    private void container() {
        long wanted = saturatedSum(machine.maxHeapBytes(), machine.maxDirectMemoryBytes());
        machine.containerMemoryBytes().ifPresent(found -> {
            if (found < wanted) {
                warnings.add(("the memory limit of the container is %s, but heap and direct memory may grow to %s; "
                                + "raise it or lower -Xmx and -XX:MaxDirectMemorySize")
                        .formatted(mib(found), mib(wanted)));
            }
        });
    }

    private void backlog() {
        int wanted = Math.min(config.limits().handshakes(), BACKLOG);
        machine.listenBacklog().ifPresent(found -> {
            if (found < wanted) {
                warnings.add(("net.core.somaxconn is %d, but limits.handshakes wants %d waiting connections; "
                                + "sysctl -w net.core.somaxconn=%d")
                        .formatted(found, wanted, wanted));
            }
        });
    }

    /** A header that nobody is believed, or others than one would think. */
    private void users() {
        GatewayConfig.Client client = config.client();
        if (!client.userHeader().isEmpty() && client.proxyProtocol()) {
            warnings.add(
                    ("client.user-header is %s with client.proxy-protocol: true; whether it is believed is decided by "
                                    + "the address in the PROXY header, not by the balancer's own; client.trusted-proxies has to "
                                    + "name the proxy in front of the balancer that sets it, or leave client.user-header empty")
                            .formatted(client.userHeader()));
        }
        if (!client.userHeader().isEmpty() && client.trustedProxies().isEmpty()) {
            warnings.add(("client.user-header is %s, but nobody is believed what it says; "
                            + "name the proxies that set it in client.trusted-proxies")
                    .formatted(client.userHeader()));
        }
    }

    /** Settings that are each fine but make the largest publication impossible. */
    private void admission() {
        long payload = config.push().maxPayloadBytes();
        long share = (long) (config.hub().mailboxBytes() * config.hub().mailboxShare());
        if (payload > share) {
            warnings.add(("push.max-payload is %d bytes, but one key may fill only %d bytes of the mailbox; larger "
                            + "publications are never admitted; raise hub.mailbox-bytes or lower push.max-payload")
                    .formatted(payload, share));
        }
        if (payload > config.retention().bytes()) {
            warnings.add(("push.max-payload is %d bytes, but a topic keeps only %d; larger publications are not kept; "
                            + "raise retention.bytes or lower push.max-payload")
                    .formatted(payload, config.retention().bytes()));
        }
        List<GatewayConfig.Topic> small = config.topics().stream()
                .filter(topic -> payload > topic.retention().bytes()
                        && topic.retention().bytes() != config.retention().bytes())
                .toList();
        if (!small.isEmpty()) {
            warnings.add(
                    ("push.max-payload is %d bytes, but the rule for %s keeps only %d%s; larger publications are not "
                                    + "kept; raise its retention.bytes or lower push.max-payload")
                            .formatted(
                                    payload,
                                    small.getFirst().match(),
                                    small.getFirst().retention().bytes(),
                                    small.size() == 1 ? "" : " (%d more like it)".formatted(small.size() - 1)));
        }
    }

    private static long saturatedSum(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%d MiB", bytes >> 20);
    }
}
