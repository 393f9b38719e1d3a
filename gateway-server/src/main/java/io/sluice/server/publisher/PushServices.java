package io.sluice.server.publisher;

import io.sluice.server.admin.AdminReads;
import io.sluice.server.admin.Health;
import io.sluice.server.admin.MetricsText;
import io.sluice.server.config.GatewayConfig;

/** What the handlers of this port share. All of it is thread-safe. */
record PushServices(
        GatewayConfig.Push config,
        TurnFlush engine,
        AdminReads reads,
        Health health,
        MetricsText metricsText,
        PushMetrics metrics) {}
