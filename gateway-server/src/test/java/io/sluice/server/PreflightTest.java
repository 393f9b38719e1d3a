package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.server.config.GatewayConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PreflightTest {

    private static final long GIB = 1L << 30;

    private final Map<String, String> files = new HashMap<>(Map.of(
            "/proc/self/limits", """
            Limit                     Soft Limit           Hard Limit           Units
            Max processes             63432                63432                processes
            Max open files            100000               524288               files
            """, "/proc/sys/net/core/somaxconn", "4096\n", "/sys/fs/cgroup/memory.max", "max\n"));

    @Test
    void aLargeMachineGetsNoWarning() {
        assertThat(check(GatewayConfig.of(), 64 * GIB)).isEmpty();
    }

    @Test
    void fewDescriptorsAreNamedWithTheNumberWantedAndTheKeys() {
        files.put("/proc/self/limits", "Max open files            1024                 524288               files\n");
        assertThat(check(GatewayConfig.of(), 64 * GIB))
                .singleElement()
                .asString()
                .contains("1024", "51200", "limits.connections", "ulimit -n");
    }

    @Test
    void unlimitedDescriptorsAreEnough() {
        files.put("/proc/self/limits", "Max open files            unlimited            unlimited            files\n");
        assertThat(check(GatewayConfig.of(), 64 * GIB)).isEmpty();
    }

    @Test
    void littleDirectMemoryIsNamedWithWhatMayBeWanted() {
        assertThat(check(GatewayConfig.of("memory.log-budget=1200MiB"), GIB))
                .singleElement()
                .asString()
                .contains("1024 MiB", "1216 MiB", "memory.log-budget 1200 MiB", "-XX:MaxDirectMemorySize");
    }

    @Test
    void aUserHeaderThatNobodyIsBelievedIsNamed() {
        assertThat(check(GatewayConfig.of("client.user-header=X-User"), 64 * GIB))
                .singleElement()
                .asString()
                .contains("x-user", "client.trusted-proxies");
    }

    @Test
    void aUserHeaderBehindABalancerThatTellsAddressesIsNamed() {
        assertThat(check(
                        GatewayConfig.of(
                                "client.user-header=X-User",
                                "client.proxy-protocol=true",
                                "client.trusted-proxies=[10.0.0.0/8]"),
                        64 * GIB))
                .singleElement()
                .asString()
                .contains("x-user", "client.proxy-protocol", "PROXY header");
    }

    @Test
    void theDefaultLogBudgetFitsAnyDirectMemory() {
        assertThat(check(GatewayConfig.of(), GIB)).isEmpty();
    }

    @Test
    void aContainerSmallerThanHeapAndDirectMemoryIsNamed() {
        files.put("/sys/fs/cgroup/memory.max", Long.toString(GIB));
        assertThat(check(GatewayConfig.of(), 64 * GIB))
                .singleElement()
                .asString()
                .contains("1024 MiB", "-Xmx");
    }

    @Test
    void theOlderControlGroupsAreReadToo() {
        files.remove("/sys/fs/cgroup/memory.max");
        files.put("/sys/fs/cgroup/memory/memory.limit_in_bytes", Long.toString(GIB));
        assertThat(check(GatewayConfig.of(), 64 * GIB)).hasSize(1);
        files.put("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(check(GatewayConfig.of(), 64 * GIB)).isEmpty();
    }

    @Test
    void aShortBacklogIsNamed() {
        files.put("/proc/sys/net/core/somaxconn", "128\n");
        assertThat(check(GatewayConfig.of(), 64 * GIB))
                .singleElement()
                .asString()
                .contains("128", "4096", "net.core.somaxconn");
    }

    @Test
    void aPublicationThatCouldNeverBeAdmittedIsNamed() {
        assertThat(check(GatewayConfig.of("hub.mailbox-bytes=64KiB"), 64 * GIB))
                .singleElement()
                .asString()
                .contains("hub.mailbox-bytes");
        assertThat(check(GatewayConfig.of("retention.bytes=1KiB"), 64 * GIB))
                .singleElement()
                .asString()
                .contains("retention.bytes");
    }

    @Test
    void aRuleThatKeepsLessThanOnePublicationIsNamed() {
        assertThat(check(
                        GatewayConfig.of("topics=[{match: a, retention: {bytes: 1KiB}}, {match: b*}, "
                                + "{match: c.*, retention: {bytes: 63KiB}}]"),
                        64 * GIB))
                .singleElement()
                .asString()
                .contains("the rule for a keeps only 1024 (1 more like it);", "push.max-payload");
    }

    @Test
    void aMachineThatTellsNothingGetsNoWarning() {
        files.clear();
        assertThat(check(GatewayConfig.of(), 64 * GIB)).isEmpty();
    }

    @Test
    void theFactsOfThisProcessCanBeRead() {
        assertThat(Machine.ofThisProcess().maxDirectMemoryBytes()).isPositive();
        assertThat(Machine.ofThisProcess().maxHeapBytes()).isPositive();
    }

    private List<String> check(GatewayConfig config, long maxDirectMemoryBytes) {
        Machine machine =
                Machine.read((Path path) -> Optional.ofNullable(files.get(path.toString())), maxDirectMemoryBytes, GIB);
        return Preflight.check(config, machine);
    }
}
