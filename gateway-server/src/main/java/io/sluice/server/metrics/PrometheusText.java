package io.sluice.server.metrics;

import com.codahale.metrics.MetricRegistry;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.dropwizard.DropwizardExports;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sluice.server.admin.MetricsText;
import java.io.IOException;
import java.io.OutputStream;

/** The registry in Prometheus' text format 0.0.4; dots and dashes of the names become underscores. */
public final class PrometheusText implements MetricsText {

    private final PrometheusRegistry prometheus = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

    public PrometheusText(MetricRegistry registry) {
        DropwizardExports.builder().dropwizardRegistry(registry).register(prometheus);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        writer.write(out, prometheus.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    }
}
