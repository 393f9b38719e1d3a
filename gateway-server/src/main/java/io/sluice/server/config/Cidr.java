package io.sluice.server.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;

/** A block of IP addresses such as {@code 10.0.0.0/8} or {@code fd00::/8}; a bare address is a block of one. */
public final class Cidr {

    private final byte[] network;
    private final int prefixBits;

    private Cidr(byte[] network, int prefixBits) {
        this.network = network;
        this.prefixBits = prefixBits;
    }

    /**
     * Reads an address with an optional prefix length.
     *
     * @throws IllegalArgumentException if the text is something else; the message continues the quoted text
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        byte[] network = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        if (network == null) {
            throw new IllegalArgumentException("is not an IP address with a prefix length");
        }
        int bits = slash < 0 ? network.length * 8 : prefixOf(text.substring(slash + 1));
        if (bits > network.length * 8) {
            throw new IllegalArgumentException(
                    "has a prefix length of " + bits + ", but the address has only " + network.length * 8 + " bits");
        }
        return new Cidr(network, bits);
    }

    private static int prefixOf(String digits) {
        if (!digits.matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("has no number after the slash");
        }
        return Integer.parseInt(digits);
    }

    /** Whether the address is in the block; never for the other IP version. */
    public boolean contains(InetAddress address) {
        byte[] candidate = address.getAddress();
        if (candidate.length != network.length) {
            return false;
        }
        int wholeBytes = prefixBits / 8;
        if (!Arrays.equals(candidate, 0, wholeBytes, network, 0, wholeBytes)) {
            return false;
        }
        int restBits = prefixBits % 8;
        return restBits == 0 || sameHighBits(candidate[wholeBytes], network[wholeBytes], restBits);
    }

    private static boolean sameHighBits(byte one, byte other, int bits) {
        int mask = 0xFF << (8 - bits);
        return ((one ^ other) & mask & 0xFF) == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cidr cidr && prefixBits == cidr.prefixBits && Arrays.equals(network, cidr.network);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(network) + prefixBits;
    }

    @Override
    public String toString() {
        return NetUtil.bytesToIpAddress(network) + "/" + prefixBits;
    }
}
