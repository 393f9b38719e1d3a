package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears everything that is logged: no test may cause a stack trace, and Netty reports lost buffers here. */
final class LogWatch extends AppenderBase<ILoggingEvent> {

    private final List<ILoggingEvent> traces = new CopyOnWriteArrayList<>();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final ch.qos.logback.classic.Logger root =
            (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

    LogWatch() {
        setContext(root.getLoggerContext());
        start();
        root.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        messages.add(event.getFormattedMessage());
        if (event.getThrowableProxy() != null || event.getFormattedMessage().contains("LEAK")) {
            traces.add(event);
        }
    }

    List<String> messages() {
        return List.copyOf(messages);
    }

    /** Ends the watch. */
    void endAndAssertSilence() {
        provokeLeakReports();
        root.detachAppender(this);
        assertThat(traces)
                .as("stack traces and lost buffers in the log")
                .extracting(e -> e.getFormattedMessage() + " " + nameOf(e))
                .isEmpty();
    }

    private static String nameOf(ILoggingEvent event) {
        var thrown = event.getThrowableProxy();
        return thrown == null ? "" : thrown.getClassName() + ": " + thrown.getMessage();
    }

    /** The detector reports what the collector found when the next buffer is tracked. */
    @SuppressWarnings("ExplicitGC")
    private static void provokeLeakReports() {
        System.gc();
        for (int i = 0; i < 16; i++) {
            ByteBufAllocator.DEFAULT.directBuffer(16).release();
        }
    }
}
