package io.sluice.server;

import io.netty.channel.group.ChannelGroup;
import io.sluice.server.admin.NodeInfo;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;

/** What this gateway says of itself. Any thread. */
final class NodeIdentity {

    private static final String AUTO = "auto";

    private final String configured;
    private final String host;
    private final Instant startedAt;
    private final ChannelGroup channels;
    private volatile int clientPort;

    NodeIdentity(String configured, int clientPort, Instant startedAt, ChannelGroup channels) {
        this.configured = configured;
        this.host = configured.equals(AUTO) ? hostName() : configured;
        this.clientPort = clientPort;
        this.startedAt = startedAt;
        this.channels = channels;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A host without a name of its own, such as a container without a network.
            return "localhost";
        }
    }

    /** The port is bound, and may be another than the one configured. */
    void listensOn(int port) {
        clientPort = port;
    }

    NodeInfo info(int number) {
        String name = configured.equals(AUTO) ? host + ':' + clientPort : configured;
        String version = NodeIdentity.class.getPackage().getImplementationVersion();
        return new NodeInfo(number, name, version == null ? "dev" : version, startedAt, channels.size());
    }
}
