package io.sluice.bench.report.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The same load on several servers.
 *
 * @param example any run of it, for what they have in common
 * @param byServer the runs that passed, and an empty list for a server whose runs all failed; the baseline first
 * @param failed how many failed, by server
 */
record Case(String name, Run example, Map<String, List<Run>> byServer, Map<String, Integer> failed) {

    /** In the order of {@code runs}. A scenario that ran with several numbers of subscribers is that many cases. */
    static List<Case> of(List<Run> runs, String baseline) {
        Map<String, Map<Integer, List<Run>>> grouped = new LinkedHashMap<>();
        for (Run run : runs) {
            grouped.computeIfAbsent(run.scenario(), scenario -> new LinkedHashMap<>())
                    .computeIfAbsent(run.subscribers(), subscribers -> new ArrayList<>())
                    .add(run);
        }
        List<Case> cases = new ArrayList<>();
        grouped.forEach((scenario, bySubscribers) -> bySubscribers.forEach((subscribers, some) -> {
            String name = bySubscribers.size() == 1
                    ? scenario
                    : String.format(Locale.ROOT, "%s, %,d subscribers", scenario, subscribers);
            cases.add(of(name, some, baseline));
        }));
        return cases;
    }

    private static Case of(String name, List<Run> runs, String baseline) {
        Map<String, List<Run>> passed = new LinkedHashMap<>();
        Map<String, Integer> failed = new LinkedHashMap<>();
        if (runs.stream().anyMatch(run -> run.server().equals(baseline))) {
            passed.put(baseline, new ArrayList<>());
        }
        for (Run run : runs) {
            List<Run> ofServer = passed.computeIfAbsent(run.server(), server -> new ArrayList<>());
            if (run.passed()) {
                ofServer.add(run);
            } else {
                failed.merge(run.server(), 1, Integer::sum);
            }
        }
        return new Case(name, runs.getFirst(), passed, failed);
    }

    /** Of runs of the same repetition, which stood close together in time. */
    Spread ratio(Figure figure, String server, String baseline) {
        List<Run> base = byServer.getOrDefault(baseline, List.of());
        return Spread.of(byServer.getOrDefault(server, List.of()).stream()
                .mapToDouble(run -> base.stream()
                        .filter(other -> other.repetition().equals(run.repetition()))
                        .mapToDouble(other -> figure.of(run) / figure.of(other))
                        .findFirst()
                        .orElse(Double.NaN))
                .toArray());
    }
}
