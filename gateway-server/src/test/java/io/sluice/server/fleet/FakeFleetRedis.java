package io.sluice.server.fleet;

import io.sluice.model.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** What the scripts do to Redis, in memory, on a clock of the test's; each node has a link of its own that may be cut. */
final class FakeFleetRedis {

    final Map<String, Long> leases = new TreeMap<>();
    final Map<String, String> nodes = new HashMap<>();
    final Map<String, String> numbers = new HashMap<>();
    final Map<String, Long> dead = new TreeMap<>();
    final Map<String, Set<String>> topicsOf = new HashMap<>();
    final Map<String, Map<String, Map<String, String>>> rosters = new HashMap<>();
    final List<String> told = new ArrayList<>();
    final List<String> ran = new ArrayList<>();
    private long lastMillis = Long.MIN_VALUE / 2;
    private long holdMillis;
    private final Map<String, List<Consumer<byte[]>>> listeners = new HashMap<>();
    private final LongSupplier millis;

    /** Which commands fail, of whomever. */
    Predicate<FleetScript> fails = script -> false;

    FakeFleetRedis(LongSupplier millis) {
        this.millis = millis;
    }

    /** It forgets everything, as after a restart. */
    void forget() {
        lastMillis = Long.MIN_VALUE / 2;
        List.of(leases, nodes, numbers, dead, topicsOf, rosters).forEach(Map::clear);
    }

    /** The link of one node. */
    final class Link implements FleetLink {

        boolean isCut;
        Runnable onLost = () -> {};

        @Override
        public CompletionStage<List<Object>> run(FleetScript script, byte[][] keys, byte[][] values) {
            if (isCut || fails.test(script)) {
                return CompletableFuture.failedStage(new IllegalStateException("cut"));
            }
            List<String> names = Arrays.stream(keys).map(FakeFleetRedis::text).toList();
            List<String> args = Arrays.stream(values).map(FakeFleetRedis::text).toList();
            ran.add(script.name());
            List<String> answer = switch (script.name()) {
                case "claim" -> claim(args);
                case "renew" -> renew(args);
                case "nodes" -> living();
                case "topics" -> topics(names.get(1), args);
                case "retire" -> retire(names.get(1), args);
                case "reap" -> reap(Long.parseLong(args.get(0)), Long.parseLong(args.get(1)));
                case "swept" -> swept(names.get(1), args);
                case "change" -> change(names.get(0), args);
                case "sweep" -> sweep(names.get(0), args);
                default -> throw new AssertionError(script.name());
            };
            return CompletableFuture.completedStage(answer.stream()
                    .<Object>map(one -> one.getBytes(StandardCharsets.UTF_8))
                    .toList());
        }

        @Override
        public void onLost(Runnable task) {
            onLost = task;
        }

        @Override
        public void send(String channel, byte[] message) {
            if (!isCut) {
                listeners.getOrDefault(channel, List.of()).forEach(listener -> listener.accept(message));
            }
        }

        @Override
        public CompletionStage<Void> listen(String channel, Consumer<byte[]> onMessage) {
            listeners.computeIfAbsent(channel, c -> new ArrayList<>()).add(message -> {
                if (!isCut) {
                    onMessage.accept(message);
                }
            });
            return CompletableFuture.completedStage(null);
        }
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    Set<String> membersOf(TopicName topic) {
        return rosterOf(topic).keySet();
    }

    /** By identity and incarnation. */
    Map<String, Map<String, String>> rosterOf(TopicName topic) {
        return rosters.computeIfAbsent("f:1:r:{" + topic + "}", key -> new TreeMap<>());
    }

    private List<String> claim(List<String> args) {
        String other = numbers.get(args.get(1));
        boolean foreign = other != null && !other.equals(args.get(0)) && !other.equals(args.get(4));
        if (foreign && leases.getOrDefault(other, 0L) > millis.getAsLong()) {
            return List.of("0");
        }
        beat(Long.parseLong(args.get(2)));
        long ends = millis.getAsLong() + Long.parseLong(args.get(2));
        numbers.put(args.get(1), args.get(0));
        nodes.put(args.get(0), args.get(3));
        leases.put(args.get(0), ends);
        nodes.remove(args.get(4));
        leases.computeIfPresent(args.get(4), (name, before) -> ends);
        return List.of("1");
    }

    private void beat(long leaseMillis) {
        holdAfterPause(leaseMillis);
        lastMillis = millis.getAsLong();
    }

    private void holdAfterPause(long leaseMillis) {
        long now = millis.getAsLong();
        if (now - lastMillis > leaseMillis * 5 / 12) {
            holdMillis = now + 2 * leaseMillis;
        }
    }

    private List<String> renew(List<String> args) {
        beat(Long.parseLong(args.get(1)));
        if (!leases.containsKey(args.get(3))) {
            return List.of("0");
        }
        long ends = millis.getAsLong() + Long.parseLong(args.get(0));
        boolean resigns = args.get(2).isEmpty();
        if (resigns) {
            nodes.remove(args.get(3));
        } else {
            nodes.put(args.get(3), args.get(2));
        }
        args.subList(3, args.size())
                .forEach(name -> leases.computeIfPresent(name, (n, before) -> resigns ? Long.min(ends, before) : ends));
        return List.of("1");
    }

    private List<String> living() {
        List<String> found = new ArrayList<>();
        nodes.forEach((name, said) -> found.addAll(List.of(name, said)));
        return found;
    }

    private List<String> topics(String key, List<String> args) {
        if (!leases.containsKey(args.get(0))) {
            return List.of("0");
        }
        Set<String> topics = topicsOf.computeIfAbsent(key, k -> new HashSet<>());
        List<String> named = args.subList(2, args.size());
        if (args.get(1).equals("SADD")) {
            topics.addAll(named);
        } else {
            named.forEach(topics::remove);
        }
        return List.of("1");
    }

    private List<String> retire(String key, List<String> args) {
        topicsOf.computeIfAbsent(key, k -> new HashSet<>()).addAll(args.subList(2, args.size()));
        if (args.get(1).equals("1")) {
            leases.remove(args.get(0));
            dead.putIfAbsent(args.get(0), 0L);
        }
        return List.of();
    }

    private List<String> reap(long claimMillis, long leaseMillis) {
        long now = millis.getAsLong();
        holdAfterPause(leaseMillis);
        for (String ended : now < holdMillis ? List.<String>of() : endedBy(leases, now)) {
            numbers.values().remove(ended);
            leases.remove(ended);
            nodes.remove(ended);
            dead.putIfAbsent(ended, 0L);
        }
        List<String> found =
                endedBy(dead, now).stream().findFirst().map(List::of).orElse(List.of());
        found.forEach(name -> dead.put(name, now + claimMillis));
        return found;
    }

    private static List<String> endedBy(Map<String, Long> ends, long now) {
        return ends.entrySet().stream()
                .filter(entry -> entry.getValue() <= now)
                .map(Map.Entry::getKey)
                .toList();
    }

    private List<String> swept(String key, List<String> args) {
        Set<String> topics = topicsOf.getOrDefault(key, new HashSet<>());
        topics.remove(args.get(2));
        if (topics.isEmpty()) {
            dead.remove(args.get(0));
            return List.of();
        }
        dead.computeIfPresent(args.get(0), (name, ends) -> millis.getAsLong() + Long.parseLong(args.get(1)));
        return List.of(topics.stream().sorted().findFirst().orElseThrow());
    }

    private List<String> change(String key, List<String> args) {
        Map<String, Map<String, String>> roster = rosters.computeIfAbsent(key, k -> new TreeMap<>());
        String identity = args.get(9);
        Map<String, String> places = roster.get(identity);
        if (args.get(8).equals("leave")) {
            return List.of(leave(roster, identity, args.get(10)) ? "told" : "same");
        }
        if (places == null && roster.size() >= Integer.parseInt(args.get(12))) {
            return List.of("full");
        }
        roster.computeIfAbsent(identity, i -> new TreeMap<>()).put(args.get(10), args.get(11));
        if (places == null) {
            told.add("join " + identity);
        }
        return List.of(places == null ? "told" : "same");
    }

    private boolean leave(Map<String, Map<String, String>> roster, String identity, String incarnation) {
        Map<String, String> places = roster.get(identity);
        if (places == null || places.remove(incarnation) == null || !places.isEmpty()) {
            return false;
        }
        roster.remove(identity);
        told.add("leave " + identity);
        return true;
    }

    /** Two members at a time, so that it takes several steps. */
    private List<String> sweep(String key, List<String> args) {
        Map<String, Map<String, String>> roster = rosters.getOrDefault(key, Map.of());
        List<String> standing = roster.entrySet().stream()
                .filter(member -> member.getValue().containsKey(args.get(8)))
                .map(Map.Entry::getKey)
                .toList();
        int left = 0;
        for (String identity : standing.subList(0, Math.min(2, standing.size()))) {
            left += leave(roster, identity, args.get(8)) ? 1 : 0;
        }
        return List.of(standing.size() > 2 ? "7" : "0", Integer.toString(left));
    }
}
