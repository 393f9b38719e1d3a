package io.sluice.server;

import io.netty.util.ResourceLeakDetector;
import io.sluice.server.config.GatewayConfig;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gateway as a process: from the warm-up to the drain that a signal begins. */
final class Service {

    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    private Service() {}

    /**
     * Runs the gateway until the process is told to end, drains it and ends the process with 0.
     *
     * @return does not return but by the end of the process
     * @throws StartupException if it cannot start
     */
    static int serve(GatewayConfig config) {
        AtomicReference<@Nullable Gateway> running = new AtomicReference<>();
        // A JVM that ends by a signal would exit with 128 + its number once the hooks are done; halting gives the 0.
        Thread hook = new Thread(() -> drainAndHalt(running.get()), "sluice-drain");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            leaveLeaksToTheTests();
            WarmUp.run(config.start().warmUp());
            Gateway gateway = Gateway.start(config);
            running.set(gateway);
            gateway.logAddresses();
            gateway.awaitEnd();
            return 1;
        } finally {
            removeHook(hook);
        }
    }

    /**
     * Of the buffers that Netty samples every slice is tracked too, and every slice of a segment is a delivery. The tests look
     * for leaks in all buffers; who wants to look in production says so with {@code -Dio.netty.leakDetection.level}.
     */
    private static void leaveLeaksToTheTests() {
        if (System.getProperty("io.netty.leakDetection.level") == null) {
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        }
    }

    /** The process ends for another reason than a signal; where it is a signal after all, the hook is at work already. */
    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("the shutdown is under way", e);
        }
    }

    private static void drainAndHalt(@Nullable Gateway gateway) {
        try {
            if (gateway != null) {
                LOG.info(gateway.drain().join() ? "drained" : "drained, with connections cut at the end of the window");
                gateway.close();
            }
        } finally {
            Runtime.getRuntime().halt(0);
        }
    }
}
