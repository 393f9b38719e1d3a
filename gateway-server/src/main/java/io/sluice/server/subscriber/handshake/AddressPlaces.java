package io.sluice.server.subscriber.handshake;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** A number of places for each address. Thread-safe and exact; an address without a place taken leaves nothing behind. */
final class AddressPlaces {

    private final int limit;
    private final ConcurrentMap<Key, Integer> taken = new ConcurrentHashMap<>();

    AddressPlaces(int limit) {
        this.limit = limit;
    }

    @Nullable
    Permit take(InetAddress address) {
        Key key = Key.of(address);
        while (true) {
            Integer now = taken.get(key);
            if (now == null) {
                if (taken.putIfAbsent(key, 1) == null) {
                    return new Place(key);
                }
            } else if (now >= limit) {
                return null;
            } else if (taken.replace(key, now, now + 1)) {
                return new Place(key);
            }
        }
    }

    int addresses() {
        return taken.size();
    }

    int taken(InetAddress address) {
        return taken.getOrDefault(Key.of(address), 0);
    }

    private void giveBack(Key key) {
        while (true) {
            Integer now = taken.get(key);
            if (now == null) {
                throw new IllegalStateException("a place was given back that nobody took");
            }
            if (now == 1 ? taken.remove(key, now) : taken.replace(key, now, now - 1)) {
                return;
            }
        }
    }

    private final class Place extends Permit {
        private final Key key;

        Place(Key key) {
            this.key = key;
        }

        @Override
        void release() {
            giveBack(key);
        }
    }

    /**
     * An address as a key. The hash of an IPv6 address can be chosen by whoever owns a network of them; being comparable
     * keeps the look-up short even then.
     */
    private record Key(long high, long low) implements Comparable<Key> {

        static Key of(InetAddress address) {
            byte[] bytes = address.getAddress();
            return bytes.length == 4
                    ? new Key(0, 0xFFFF_0000_0000L | number(bytes, 0, 4))
                    : new Key(number(bytes, 0, 8), number(bytes, 8, 16));
        }

        private static long number(byte[] bytes, int from, int to) {
            long number = 0;
            for (int i = from; i < to; i++) {
                number = number << 8 | (bytes[i] & 0xFF);
            }
            return number;
        }

        @Override
        public int compareTo(Key other) {
            int byHigh = Long.compare(high, other.high);
            return byHigh != 0 ? byHigh : Long.compare(low, other.low);
        }
    }
}
