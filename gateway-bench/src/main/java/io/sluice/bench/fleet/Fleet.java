package io.sluice.bench.fleet;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gateways, their Redis, and what stands between and before them; all of it ends with it. */
public final class Fleet implements AutoCloseable {
    private final Children children = new Children();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final List<GatewayNode> nodes = new ArrayList<>();
    private final List<Relay> relays = new ArrayList<>();
    private final List<RedisProcess> redises = new ArrayList<>();
    private final Plan plan;
    private final Path folder;
    private @Nullable SentinelProcess sentinel;
    private @Nullable Balancer balancer;

    private Fleet(Plan plan, Path folder) {
        this.plan = plan;
        this.folder = folder;
    }

    /**
     * What is started.
     *
     * @param balancer the configuration of the HAProxy before them; null if there is none
     * @param settings of every node, as {@code key=value}
     * @param launcher words before the command of each node and of Redis, as {@code taskset -c 0}
     */
    public record Plan(
            int nodes,
            RedisProcess.Persistence persistence,
            Between between,
            @Nullable Path balancer,
            List<String> settings,
            List<String> launcher) {
        public Plan {
            launcher = List.copyOf(launcher);
            settings = List.copyOf(settings);
        }
    }

    /** What lies between the gateways and Redis. */
    public enum Between {
        /** Nothing. */
        NOTHING,
        /** A relay for each gateway. */
        RELAYS,
        /** A master, a replica, and a sentinel that says who is the master. */
        SENTINEL
    }

    /**
     * Starts, and waits until every node is ready.
     *
     * @param folder for logs and data, which exists
     * @throws FleetException if a part does not start
     */
    public static Fleet start(Plan plan, Path folder, GatewayNode.Java java) throws InterruptedException {
        Fleet fleet = new Fleet(plan, folder);
        // A run that is interrupted leaves nobody behind.
        Thread hook = new Thread(fleet.children::end, "fleet-interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
        fleet.own(() -> removeHook(hook));
        try {
            fleet.startRedis();
            for (int i = 0; i < plan.nodes(); i++) {
                fleet.startNode(i, java);
            }
            for (GatewayNode node : fleet.nodes) {
                node.awaitReady();
            }
            Path file = plan.balancer();
            if (file != null) {
                fleet.balancer = fleet.own(new Balancer(folder, file, fleet.nodes, fleet.children));
            }
            return fleet;
        } catch (InterruptedException | RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is what runs.
            return;
        }
    }

    private void startRedis() throws InterruptedException {
        RedisProcess master = own(new RedisProcess("redis-1", folder, plan.persistence(), plan.launcher(), children));
        redises.add(master);
        master.start();
        if (plan.between() == Between.SENTINEL) {
            RedisProcess replica =
                    own(new RedisProcess("redis-2", folder, plan.persistence(), plan.launcher(), children));
            redises.add(replica);
            replica.startAsReplicaOf(master.port());
            sentinel = own(new SentinelProcess(folder, master.port(), children));
        }
    }

    private void startNode(int index, GatewayNode.Java java) {
        List<String> settings = new ArrayList<>(plan.settings());
        if (plan.balancer() != null) {
            settings.addAll(Balancer.SETTINGS);
        }
        settings.add("engine.type=redis");
        settings.add("redis.uri=" + uri());
        GatewayNode node =
                own(new GatewayNode("gateway-" + (index + 1), folder, java, settings, plan.launcher(), children));
        nodes.add(node);
        node.start();
    }

    private String uri() {
        return switch (plan.between()) {
            case NOTHING -> "redis://127.0.0.1:" + redis().port();
            case RELAYS -> {
                Relay relay = own(new Relay(redis().port()));
                relays.add(relay);
                yield "redis://127.0.0.1:" + relay.port();
            }
            case SENTINEL -> sentinel().uri();
        };
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    public List<GatewayNode> nodes() {
        return List.copyOf(nodes);
    }

    /** In the order of the nodes; none unless the plan has them. */
    public List<Relay> relays() {
        return List.copyOf(relays);
    }

    /** The one that was the master at the start. */
    public RedisProcess redis() {
        return redises.getFirst();
    }

    public List<RedisProcess> redises() {
        return List.copyOf(redises);
    }

    /** Only where the plan has one. */
    public SentinelProcess sentinel() {
        SentinelProcess started = sentinel;
        if (started == null) {
            throw new IllegalStateException("this fleet has no sentinel");
        }
        return started;
    }

    /** Where subscribers connect: the nodes, or the balancer before them. */
    public List<Integer> clientPorts() {
        Balancer before = balancer;
        return before == null ? nodes.stream().map(GatewayNode::clientPort).toList() : List.of(before.clientPort());
    }

    /** Where publishers connect. */
    public List<Integer> pushPorts() {
        Balancer before = balancer;
        return before == null ? nodes.stream().map(GatewayNode::pushPort).toList() : List.of(before.pushPort());
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new FleetException("a part of the fleet cannot be ended: " + e.getMessage(), e);
            }
        }
    }
}
