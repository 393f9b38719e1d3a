package io.sluice.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Binds a port, or says in one line why it cannot. */
final class Listener {

    private Listener() {}

    /**
     * Binds.
     *
     * @param key the section of the configuration that names host and port, for the message
     * @throws StartupException if the address is unknown, taken or not permitted
     */
    static Channel bind(ServerBootstrap bootstrap, String key, String host, int port) {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new StartupException(key + ".host: " + host + " is not an address of this machine", e);
        }
        ChannelFuture bound =
                bootstrap.bind(new InetSocketAddress(address, port)).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new StartupException(
                    "cannot listen on " + host + ":" + port + " (" + key + ".host, " + key + ".port): "
                            + reason(bound.cause()),
                    bound.cause());
        }
        return bound.channel();
    }

    private static String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        String lower = message.toLowerCase(java.util.Locale.ROOT);
        if (lower.contains("address already in use")) {
            return "the port is in use";
        }
        if (lower.contains("permission denied")) {
            return "permission denied; ports below 1024 need a privilege";
        }
        return message;
    }
}
