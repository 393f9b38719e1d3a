package io.sluice.server.admin;

import java.io.IOException;
import java.io.OutputStream;

/** What {@code /metrics} shows. Thread-safe; may take milliseconds and is therefore never called on an event loop. */
@FunctionalInterface
public interface MetricsText {

    /** Content type of the text, as Prometheus asks for it. */
    String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** Writes all metrics as they are now; neither flushes nor closes. */
    void writeTo(OutputStream out) throws IOException;
}
