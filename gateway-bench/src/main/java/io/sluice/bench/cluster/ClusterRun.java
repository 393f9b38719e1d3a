package io.sluice.bench.cluster;

/**
 * One load on a fleet of one size. Its components are the fields of the JSON file.
 *
 * @param load {@code throughput} or {@code calm}
 * @param passed whether every accepted publication arrived everywhere, once and in order
 * @param deliveriesPerSecond over the measured phase
 * @param p50Millis end to end, from when a publication was due
 * @param redisMicrosPerPublish CPU of redis-server in the measured phase, for each publication
 * @param gatewayMicrosPerDelivery CPU of all gateways over the whole run, connecting and warm-up included, for each delivery
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
