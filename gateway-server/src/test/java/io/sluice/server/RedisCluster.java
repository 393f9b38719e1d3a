package io.sluice.server;

import java.util.ArrayList;
import java.util.List;

/** Three masters of a cluster, which share the slots, on the loopback interface. */
final class RedisCluster implements AutoCloseable {

    private static final int SLOTS = 16_384;

    final List<RedisServer> masters = new ArrayList<>();

    RedisCluster() {
        for (int i = 0; i < 3; i++) {
            masters.add(RedisServer.ofCluster());
        }
        int each = SLOTS / 3 + 1;
        for (int i = 0; i < masters.size(); i++) {
            int last = Math.min(SLOTS, (i + 1) * each) - 1;
            masters.get(i).command("CLUSTER ADDSLOTSRANGE " + i * each + ' ' + last);
            masters.get(i).command(masters.getFirst().meeting());
        }
        awaitAgreement();
    }

    /** Every server knows who keeps each slot. */
    void awaitAgreement() {
        Eventually.await(
                "the cluster is whole",
                () -> masters.stream().allMatch(master -> {
                    String info = master.answer("CLUSTER INFO");
                    return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + masters.size());
                }),
                TestGateway.PATIENCE.multipliedBy(2));
    }

    /** The server that keeps a topic. */
    RedisServer keeperOf(String topic) {
        int slot = Integer.parseInt(masters.getFirst()
                .answer("CLUSTER KEYSLOT {" + topic + '}')
                .substring(1)
                .strip());
        return masters.get(slot / (SLOTS / 3 + 1));
    }

    /** Moves a slot as operators do: its keys, then the word that they have moved. */
    void moveSlotOf(String topic, RedisServer from, RedisServer to) {
        String slot = masters.getFirst()
                .answer("CLUSTER KEYSLOT {" + topic + '}')
                .substring(1)
                .strip();
        String fromId = idOf(from);
        String toId = idOf(to);
        to.command("CLUSTER SETSLOT " + slot + " IMPORTING " + fromId);
        from.command("CLUSTER SETSLOT " + slot + " MIGRATING " + toId);
        List<String> keys = from.answer("CLUSTER GETKEYSINSLOT " + slot + " 100")
                .lines()
                .filter(line -> line.contains("{"))
                .toList();
        from.command("MIGRATE 127.0.0.1 " + to.port() + " \"\" 0 5000 KEYS " + String.join(" ", keys));
        to.command("CLUSTER SETSLOT " + slot + " NODE " + toId);
        from.command("CLUSTER SETSLOT " + slot + " NODE " + toId);
    }

    void addReplicaOf(RedisServer master) {
        RedisServer replica = RedisServer.ofCluster();
        masters.add(replica);
        replica.command(masters.getFirst().meeting());
        awaitAgreement();
        replica.command("CLUSTER REPLICATE " + idOf(master));
        master.awaitReplica();
    }

    private static String idOf(RedisServer server) {
        return server.answer("CLUSTER MYID").lines().skip(1).findFirst().orElseThrow();
    }

    /** Names one server only: the others are found through it. */
    String uri() {
        return masters.getFirst().uri();
    }

    @Override
    public void close() {
        masters.forEach(RedisServer::close);
    }
}
