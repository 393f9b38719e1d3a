package io.sluice.server.metrics;

import com.codahale.metrics.MetricRegistry;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.dropwizard.DropwizardExports;
import io.prometheus.metrics.instrumentation.dropwizard5.labels.CustomLabelMapper;
import io.prometheus.metrics.instrumentation.dropwizard5.labels.MapperConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sluice.server.admin.MetricsText;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/**
 * The registry in Prometheus' text format 0.0.4; dots and dashes of the names become underscores. What is counted for each
 * server of Redis has that as a label.
 */
public final class PrometheusText implements MetricsText {

    private final PrometheusRegistry prometheus = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

    public PrometheusText(MetricRegistry registry) {
        DropwizardExports.builder()
                .dropwizardRegistry(registry)
                .customLabelMapper(new CustomLabelMapper(
                        List.of(new MapperConfig("redis.shard.*.*", "redis.${0}", Map.of("shard", "${1}")))))
                .register(prometheus);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        writer.write(out, prometheus.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    }
}
