package io.sluice.bench.growth;

import static io.sluice.bench.growth.Curves.line;
import static io.sluice.bench.growth.Curves.present;

import io.sluice.bench.html.Axis;
import io.sluice.bench.html.Section.Plot;
import io.sluice.bench.html.Series;
import io.sluice.bench.html.Series.Point;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What is drawn of each part. A plot that nothing was measured for has no series. */
final class Parts {
    private static final String MEASURED = "hub and shards in memory";
    private static final String[] ORDERS = {"roundRobin", "random"};

    private Parts() {}

    static List<Plot> subscribers(PartFolder folder) throws IOException {
        List<JmhResult> jmh = folder.jmh();
        List<Series> costs = new ArrayList<>();
        List<Series> allocations = new ArrayList<>();
        for (String name : distinct(jmh, JmhResult::collector)) {
            costs.add(line(name, "", jmh, r -> r.collector().equals(name), r -> r.timeOver("channels")));
            allocations.add(line(name, "", jmh, r -> r.collector().equals(name), r -> r.allocationOver("channels")));
        }
        Axis x = Axis.log("subscribers");
        return List.of(
                new Plot(
                        "Cost of a delivery",
                        "One topic, one publication per pass, with several garbage collectors. The hub's part is in it.",
                        x,
                        Axis.log("ns per delivery"),
                        present(costs)),
                new Plot(
                        "Allocation of a delivery",
                        "On the heap, a delivery's share of its publication: it vanishes if deliveries themselves allocate nothing.",
                        x,
                        Axis.log("bytes per delivery"),
                        present(allocations)),
                new Plot(
                        "Memory of a subscriber",
                        "On the heap, without a socket, and without the handlers of a session.",
                        x,
                        Axis.linear("bytes per subscriber"),
                        present(line(
                                MEASURED,
                                "",
                                folder.footprints(),
                                f -> true,
                                f -> Point.of(f.subscribersEach(), f.heapBytes() / f.subscribersEach())))));
    }

    static List<Plot> topics(PartFolder folder) throws IOException {
        List<JmhResult> jmh = folder.jmh();
        List<Footprint> held = folder.footprints();
        List<Series> publications = new ArrayList<>();
        List<Series> deliveries = new ArrayList<>();
        for (String order : ORDERS) {
            Series alone = publication("nobody reads", order, "0", jmh);
            Series read = publication("one subscriber each", order, "1", jmh);
            publications.add(alone);
            publications.add(read);
            deliveries.add(Curves.difference("a delivery", order, read, alone));
        }
        Axis x = Axis.log("topics");
        return List.of(
                new Plot(
                        "Cost of a publication",
                        "To one topic after the other, a turn of hub and shard for each; topics keep their newest publication.",
                        x,
                        Axis.log("ns per publication"),
                        present(publications)),
                new Plot(
                        "Cost of its delivery",
                        "What the subscriber adds: the shard's turn, its events and the delivery, which is the only one in it.",
                        x,
                        Axis.log("ns per delivery"),
                        present(deliveries)),
                new Plot(
                        "Memory of a topic",
                        "With one publication of 128 bytes; the log is outside of the heap.",
                        x,
                        Axis.log("bytes per topic"),
                        present(
                                perTopic("heap, nobody reads", held, 0, true),
                                perTopic("heap, one subscriber each", held, 1, true),
                                perTopic("log", held, 0, false))));
    }

    private static Series publication(String name, String order, String subscribersEach, List<JmhResult> jmh) {
        return line(
                name,
                order,
                jmh,
                r -> r.has("order", order) && r.has("subscribersEach", subscribersEach),
                r -> r.timeOver("topics"));
    }

    private static Series perTopic(String name, List<Footprint> held, double subscribersEach, boolean heap) {
        return line(
                name,
                "",
                held,
                f -> f.subscribersEach() == subscribersEach,
                f -> Point.of(f.topics(), (heap ? f.heapBytes() : f.logBytes()) / f.topics()));
    }

    static List<Plot> history(PartFolder folder) throws IOException {
        List<Footprint> held = folder.footprints();
        Axis x = Axis.log("publications retained");
        return List.of(
                new Plot(
                        "Cost of a delivery",
                        "1,000 subscribers of one topic, whose history is full.",
                        x,
                        Axis.log("ns per delivery"),
                        present(line(MEASURED, "", folder.jmh(), r -> true, r -> r.timeOver("history")))),
                new Plot(
                        "Memory of a publication",
                        "Of 128 bytes, in one topic; what the topic itself takes is in it.",
                        x,
                        Axis.log("bytes per publication"),
                        present(
                                line(
                                        "heap",
                                        "",
                                        held,
                                        f -> true,
                                        f -> Point.of(f.history(), f.heapBytes() / f.history())),
                                line(
                                        "log",
                                        "",
                                        held,
                                        f -> true,
                                        f -> Point.of(f.history(), f.logBytes() / f.history())))));
    }

    static List<Plot> loops(PartFolder folder) throws IOException {
        List<JmhResult> jmh = folder.jmh();
        List<Series> deliveries = new ArrayList<>();
        for (String count : distinct(jmh, r -> r.params().getOrDefault("channels", ""))) {
            deliveries.add(
                    line(count + " subscribers", "", jmh, r -> r.has("channels", count), r -> r.timeOver("loops")));
        }
        Axis x = Axis.log("client loops");
        return List.of(
                new Plot(
                        "Cost of a delivery",
                        "Summed over all loops, which take turns on one thread: flat if loops add nothing to it.",
                        x,
                        Axis.log("ns per delivery"),
                        present(deliveries)),
                new Plot(
                        "Memory of the gateway",
                        "Hub and shards without topics and subscribers, on the heap.",
                        x,
                        Axis.log("bytes"),
                        present(line(
                                MEASURED,
                                "",
                                folder.footprints(),
                                f -> true,
                                f -> Point.of(f.loops(), f.gatewayHeapBytes())))));
    }

    static List<Plot> sockets(PartFolder folder) throws IOException {
        List<SocketRun> runs = folder.runs();
        List<Series> cpu = new ArrayList<>();
        List<Series> latency = new ArrayList<>();
        for (String scenario : distinct(runs, SocketRun::scenario)) {
            cpu.add(overSubscribers(scenario, runs, SocketRun::cpuMicros));
            latency.add(overSubscribers(scenario, runs, SocketRun::p99Micros));
        }
        Axis x = Axis.log("subscribers");
        return List.of(
                new Plot(
                        "Server CPU of a delivery",
                        "Real sockets; user and system time of the whole process. Medians of the runs that passed.",
                        x,
                        Axis.log("µs per delivery"),
                        present(cpu)),
                new Plot("Latency", "The 99th percentile.", x, Axis.log("µs"), present(latency)),
                new Plot(
                        "Memory of a connection",
                        "Growth of the process while the subscribers connected. Few of them fit into memory that it has anyway.",
                        x,
                        Axis.linear("KiB per connection"),
                        present(Curves.medians(line(
                                "resident",
                                "",
                                runs,
                                SocketRun::passed,
                                run -> Point.of(run.subscribers(), run.kibPerConnection()))))));
    }

    private static Series overSubscribers(String scenario, List<SocketRun> runs, ToDoubleFunction<SocketRun> figure) {
        return Curves.medians(line(
                scenario,
                "",
                runs,
                run -> run.passed() && run.scenario().equals(scenario),
                run -> Point.of(run.subscribers(), figure.applyAsDouble(run))));
    }

    private static <T> List<String> distinct(List<T> all, Function<T, String> name) {
        return all.stream().map(name).distinct().toList();
    }
}
