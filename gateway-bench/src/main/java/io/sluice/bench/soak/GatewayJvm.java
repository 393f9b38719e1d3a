package io.sluice.bench.soak;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Looks into the gateway's JVM over its management agent, which attaching starts. One call collects fully and counts what
 * lives, so that the heap's saw-tooth is not in the figures. For one thread, which waits.
 */
final class GatewayJvm implements AutoCloseable {
    private static final String AGENT_ADDRESS = "com.sun.management.jmxremote.localConnectorAddress";
    private static final String SEGMENT = "io.sluice.delivery.log.Segment";
    private static final int GROWTHS = 10;

    private final JMXConnector connector;
    private final MBeanServerConnection server;
    private Map<String, Long> firstBytes = Map.of();
    private Map<String, Long> lastBytes = Map.of();

    private GatewayJvm(JMXConnector connector) throws IOException {
        this.connector = connector;
        this.server = connector.getMBeanServerConnection();
    }

    /** @throws IOException if that process is no JVM of this user, or does not let itself be looked into */
    // The address is that of an agent in a process of our own, which attaching has just shown.
    @SuppressWarnings("BanJNDI")
    static GatewayJvm attach(long pid) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                String address = machine.getAgentProperties().getProperty(AGENT_ADDRESS);
                if (address == null) {
                    address = machine.startLocalManagementAgent();
                }
                return new GatewayJvm(JMXConnectorFactory.connect(new JMXServiceURL(address)));
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException | IOException e) {
            throw new IOException("cannot look into process " + pid + ": " + e.getMessage(), e);
        }
    }

    /** Costs the gateway a pause of a full collection and a walk through what is left. */
    Map<Measure, Double> collectAndRead() throws IOException {
        try {
            ObjectName diagnostics = new ObjectName("com.sun.management:type=DiagnosticCommand");
            Object histogram =
                    server.invoke(diagnostics, "gcClassHistogram", new Object[] {new String[0]}, new String[] {
                        String[].class.getName()
                    });
            Map<Measure, Double> found = new TreeMap<>(histogram(String.valueOf(histogram)));
            found.put(Measure.DIRECT, direct());
            found.put(Measure.METASPACE, metaspace());
            return found;
        } catch (JMException e) {
            throw new IOException("the gateway's JVM does not answer: " + e.getMessage(), e);
        }
    }

    /** Lines are {@code num: #instances #bytes class (module)}; the last one begins with Total. */
    private Map<Measure, Double> histogram(String text) {
        Map<Measure, Double> found = new TreeMap<>();
        found.put(Measure.SEGMENTS, 0.0);
        Map<String, Long> bytesOf = new HashMap<>();
        text.lines().map(line -> line.trim().split("\\s+", -1)).forEach(words -> {
            if (words.length >= 4 && words[0].endsWith(":") && !words[1].isEmpty()) {
                bytesOf.put(words[3], Long.parseLong(words[2]));
                if (words[3].equals(SEGMENT)) {
                    found.put(Measure.SEGMENTS, Double.parseDouble(words[1]));
                }
            } else if (words.length >= 3 && words[0].equals("Total")) {
                found.put(Measure.LIVE_HEAP, Double.parseDouble(words[2]));
            }
        });
        lastBytes = bytesOf;
        return found;
    }

    /** The warm-up is over: growth counts from the last collection on. */
    void markFirst() {
        firstBytes = lastBytes;
    }

    /** The classes whose instances grew most since the warm-up, in words: where to look if the heap does. */
    List<String> growths() {
        return lastBytes.entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), entry.getValue() - firstBytes.getOrDefault(entry.getKey(), 0L)))
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(GROWTHS)
                .map(entry -> entry.getKey() + " +" + entry.getValue() + " bytes")
                .toList();
    }

    private double direct() throws IOException, JMException {
        BufferPoolMXBean pool = ManagementFactory.newPlatformMXBeanProxy(
                server, "java.nio:type=BufferPool,name=direct", BufferPoolMXBean.class);
        return pool.getMemoryUsed();
    }

    private double metaspace() throws IOException, JMException {
        MemoryPoolMXBean pool = ManagementFactory.newPlatformMXBeanProxy(
                server, ManagementFactory.MEMORY_POOL_MXBEAN_DOMAIN_TYPE + ",name=Metaspace", MemoryPoolMXBean.class);
        MemoryUsage usage = pool.getUsage();
        return usage == null ? 0 : usage.getUsed();
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException e) {
            // The gateway went first.
            return;
        }
    }
}
