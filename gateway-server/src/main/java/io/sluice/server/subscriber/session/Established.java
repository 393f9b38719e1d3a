package io.sluice.server.subscriber.session;

import io.netty.channel.ChannelHandlerContext;
import io.sluice.delivery.shard.Shard;
import io.sluice.delivery.shard.Subscriber;
import io.sluice.delivery.socket.Connection;

/**
 * What a session keeps of its {@link Opening}: nothing that came with the request, so that an idle connection does not hold
 * its headers for as long as it lives.
 */
public record Established(Subscriber subscriber, DeliveryHandler delivery, Sessions sessions) {

    public Connection connection() {
        return subscriber.connection();
    }

    public Shard shard() {
        return delivery.shard();
    }

    /** From where bytes go to the socket as they are. */
    public ChannelHandlerContext raw() {
        return delivery.context();
    }

    /** What there is to say first was said: delivery begins, or goes on with the topics that came since. */
    public void startDelivery() {
        delivery.resume();
    }
}
