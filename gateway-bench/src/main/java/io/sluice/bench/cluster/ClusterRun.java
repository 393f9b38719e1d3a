package io.sluice.bench.cluster;

/**
 * One load on a fleet of one size. Its components are the fields of the JSON file.
 *
 * @param load {@code throughput} or {@code calm}
 * @param passed whether every accepted publication arrived everywhere, once and in order
 * @param deliveriesPerSecond over the measured phase
 * @param p50Millis end to end, from when a publication was due
 * @param redisMicrosPerPublish CPU of redis-server over the whole run, warm-up included, for each publication
 * @param gatewayMicrosPerDelivery CPU of all gateways over the same, connecting included, for each delivery
 */
record ClusterRun(
        int gateways,
        String load,
        int repetition,
        boolean passed,
        double deliveriesPerSecond,
        double p50Millis,
        double p99Millis,
        double redisMicrosPerPublish,
        double gatewayMicrosPerDelivery) {}
