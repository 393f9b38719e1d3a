package io.sluice.server.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/** Host names and addresses, judged without asking DNS: a start must not depend on a name server. */
final class Hosts {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252})");

    private Hosts() {}

    static boolean isNameOrAddress(String host) {
        // Digits and dots alone are a mistyped address, which a name server would be asked for in vain.
        return NetUtil.createInetAddressFromIpAddressString(host) != null
                || (NAME.matcher(host).matches() && !host.matches("[0-9.]+"));
    }

    static boolean isLoopback(String host) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        if (address != null) {
            return address.isLoopbackAddress();
        }
        return host.toLowerCase(Locale.ROOT).equals("localhost");
    }

    /** Whether a socket on one host takes the port that a socket on the other wants. */
    static boolean overlap(String one, String other) {
        return isWildcard(one) || isWildcard(other) || one.equalsIgnoreCase(other);
    }

    private static boolean isWildcard(String host) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        return address != null && address.isAnyLocalAddress();
    }
}
