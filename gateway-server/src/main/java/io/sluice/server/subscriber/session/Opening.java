package io.sluice.server.subscriber.session;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.sluice.delivery.shard.Grant;
import io.sluice.delivery.socket.Connection;
import io.sluice.server.subscriber.handshake.Handshake;
import io.sluice.server.subscriber.handshake.HandshakeHandlers;
import java.util.List;

/**
 * A connection on its way from the handshake to the session. Once that is open, only {@link #established()} is kept.
 *
 * @param context of the handler that subscribed; what is fired from it comes to the WebSocket upgrade
 * @param grants one per topic that the handshake names, in its order
 */
public record Opening(ChannelHandlerContext context, Handshake handshake, List<Grant> grants, Established established) {

    /** Names of the handlers that stay, and of those that surfaces add or take away. */
    public static final String IDLE = "idle";

    public static final String HEARTBEAT = "heartbeat";
    public static final String DELIVERY = "delivery";
    public static final String HTTP = "http";
    public static final String SUBSCRIBE = "subscribe";
    public static final String WEBSOCKET = "websocket";
    public static final String SESSION = "session";

    public Opening {
        grants = List.copyOf(grants);
    }

    public Connection connection() {
        return established.connection();
    }

    public ChannelPipeline pipeline() {
        return context.pipeline();
    }

    /** Whether a position that the handshake named cannot be kept. */
    public boolean hasLost() {
        return grants.stream().anyMatch(grant -> grant.recovery().isLost())
                || !handshake.subscribe().malformed().isEmpty();
    }

    /**
     * Takes the handlers of the handshake away and starts the heartbeat.
     *
     * @param clientAnswers whether a living client answers signs of life
     */
    public void leaveHandshake(boolean clientAnswers, HeartbeatHandler.SignOfLife signOfLife) {
        ChannelPipeline pipeline = pipeline();
        Sessions sessions = established.sessions();
        HandshakeHandlers.removeFrom(pipeline);
        for (String name : List.of(HTTP, SUBSCRIBE, WEBSOCKET)) {
            if (pipeline.get(name) != null) {
                pipeline.remove(name);
            }
        }
        pipeline.addAfter(
                IDLE,
                HEARTBEAT,
                new HeartbeatHandler(
                        established.subscriber(), sessions.settings(), sessions.metrics(), clientAnswers, signOfLife));
    }
}
