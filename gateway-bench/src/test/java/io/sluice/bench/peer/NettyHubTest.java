package io.sluice.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.sluice.bench.load.LoadCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(60)
class NettyHubTest {
    private final StringWriter out = new StringWriter();
    private Channel hub;

    @BeforeEach
    void start() throws InterruptedException {
        hub = new NettyHub().listen(0);
    }

    @AfterEach
    void stop() {
        hub.close().syncUninterruptibly();
        hub.eventLoop().parent().shutdownGracefully();
    }

    @Test
    void everyPublicationReachesEverySubscriberOnceAndInOrder() {
        String authority = "127.0.0.1:" + address().getPort();
        int exitCode = new CommandLine(new LoadCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(new StringWriter()))
                .execute(
                        "--url=ws://" + authority + "/ws",
                        "--push-url=http://" + authority + "/publish",
                        "--subscribers=3",
                        "--outstanding=8",
                        "--warmup=100ms",
                        "--duration=300ms");

        assertThat(exitCode).isZero();
        assertThat(out.toString()).contains("refused {}", "PASSED");
    }

    @Test
    void onlyLoopbackReachesIt() {
        assertThat(address().getAddress().isLoopbackAddress()).isTrue();
    }

    private InetSocketAddress address() {
        return (InetSocketAddress) hub.localAddress();
    }
}
