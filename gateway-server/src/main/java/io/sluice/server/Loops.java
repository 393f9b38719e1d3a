package io.sluice.server;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.sluice.server.transport.CpuPressure;
import io.sluice.server.transport.SocketTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All threads of the gateway: one that accepts, the hub's, one per shard, one for publishers, one for presence, one for an engine outside of the process and one for the fleet that comes with it, one that keeps the others in sight. */
final class Loops {

    private static final Logger LOG = LoggerFactory.getLogger(Loops.class);
    private static final long SHUTDOWN_MILLIS = 2000;

    final EventLoopGroup acceptor;
    final EventLoopGroup clients;
    final EventLoopGroup publishers;
    final EventLoop hub = new DefaultEventLoop(new DefaultThreadFactory("sluice-hub"));
    final EventLoop engine = new DefaultEventLoop(new DefaultThreadFactory("sluice-engine"));
    final EventLoop fleet = new DefaultEventLoop(new DefaultThreadFactory("sluice-fleet"));
    final EventLoop presence = new DefaultEventLoop(new DefaultThreadFactory("sluice-presence"));

    /** What comes after its end, from a shard that was stuck for instance, is for nobody any more. */
    final ScheduledExecutorService control = new ScheduledThreadPoolExecutor(
            1, new DefaultThreadFactory("sluice-control", true), new ThreadPoolExecutor.DiscardPolicy());

    Loops(SocketTransport transport, int workers, CpuPressure pressure) {
        acceptor = group(transport.handlers(), 1, "sluice-accept");
        clients = group(transport.handlers(), workers, "sluice-client");
        publishers = group(transport.coalescingHandlers(pressure), 1, "sluice-push");
    }

    private static EventLoopGroup group(IoHandlerFactory handlers, int threads, String name) {
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name), handlers);
    }

    /** The client loops, in the order of their shards. */
    List<EventLoop> clientLoops() {
        List<EventLoop> loops = new ArrayList<>();
        for (EventExecutor executor : clients) {
            loops.add((EventLoop) executor);
        }
        return loops;
    }

    /** Waits a bounded time until every client loop has run what it was given before this call. */
    void awaitClientTasks(long millis) {
        for (EventLoop loop : clientLoops()) {
            loop.submit(() -> {}).awaitUninterruptibly(millis);
        }
    }

    /** Ends what looks after the others and asks things of them, waiting a bounded time. */
    void stopControl() {
        control.shutdownNow();
        try {
            if (!control.awaitTermination(SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("a task of sluice-control does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends all threads, waiting a bounded time. */
    void shutdown() {
        control.shutdownNow();
        List<EventLoopGroup> groups = List.of(acceptor, publishers, clients, presence, fleet, engine, hub);
        groups.forEach(group -> group.shutdownGracefully(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS));
        groups.forEach(group -> group.terminationFuture().awaitUninterruptibly(SHUTDOWN_MILLIS));
    }
}
