package io.sluice.server;

import io.sluice.server.config.GatewayConfig;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;

/**
 * Asks a running gateway how it is, for supervisors that can only start a command. It asks the push port: that one answers
 * health without a key, where there is no room for a connection, without a PROXY header, and to the end of a drain.
 */
final class HealthProbe {

    /** Of the connection and of the answer, each; a gateway that takes longer is stuck. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final String LIVENESS = "/healthz";
    private static final String READINESS = "/readyz";

    private final GatewayConfig.Push port;

    HealthProbe(GatewayConfig.Push port) {
        this.port = port;
    }

    /**
     * What was found.
     *
     * @param text a line for people
     */
    record Result(boolean ok, String text) {}

    /** Blocks for a few seconds at most. */
    Result ask(boolean liveness) {
        if (port.port() == 0) {
            return new Result(false, "push.port is 0: say which one was chosen with --set push.port=…");
        }
        String path = liveness ? LIVENESS : READINESS;
        try {
            URI address = new URI(port.tls().isOn() ? "https" : "http", null, host(), port.port(), path, null, null);
            int status = status(address);
            return new Result(status == HttpURLConnection.HTTP_OK, address + " answers " + status);
        } catch (IOException | java.net.URISyntaxException e) {
            return new Result(false, path + " of port " + port.port() + " does not answer: " + e.getMessage());
        }
    }

    private static int status(URI address) throws IOException {
        // A proxy of the environment is for the way out.
        HttpURLConnection request = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
        request.setConnectTimeout((int) PATIENCE.toMillis());
        request.setReadTimeout((int) PATIENCE.toMillis());
        request.setInstanceFollowRedirects(false);
        if (request instanceof HttpsURLConnection encrypted) {
            ProbeTrust.apply(encrypted);
        }
        try {
            return request.getResponseCode();
        } finally {
            request.disconnect();
        }
    }

    /** Who listens on every address is asked on the loopback one of the same kind. */
    private String host() throws UnknownHostException {
        InetAddress address = InetAddress.getByName(port.host());
        if (!address.isAnyLocalAddress()) {
            return port.host();
        }
        return address.getAddress().length == 4 ? "127.0.0.1" : "[::1]";
    }
}
