package io.sluice.server.publisher;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gives each request to what serves its path. */
@Sharable
final class Router extends ChannelInboundHandlerAdapter {

    private final PushEndpoint push;
    private final BatchEndpoint batch;
    private final Listings listings;
    private final DisconnectEndpoint disconnect;
    private final ExplainEndpoint explain;
    private final TopicReads topicReads;
    private final MetricsPage metrics;
    private final HealthChecks health;

    Router(PushServices services) {
        push = new PushEndpoint(services);
        batch = new BatchEndpoint(services);
        listings = new Listings(services.reads());
        disconnect = new DisconnectEndpoint(services.reads());
        explain = new ExplainEndpoint(services.reads());
        topicReads = new TopicReads(services.reads());
        metrics = new MetricsPage(services.metricsText());
        health = new HealthChecks(services.health());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Exchange exchange) {
            route(exchange);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    private void route(Exchange exchange) {
        String expected = exchange.headers().get(HttpHeaderNames.EXPECT);
        if (expected != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expected)) {
            exchange.refuse(Refusal.UNKNOWN_EXPECTATION, "the only expectation met here is 100-continue");
            return;
        }
        switch (exchange.target().path()) {
            case "/api/push" -> post(exchange, push::begin);
            case "/api/batch" -> post(exchange, batch::begin);
            case "/api/topics" -> get(exchange, listings::topics);
            case "/api/connections" -> get(exchange, listings::connections);
            case "/api/nodes" -> get(exchange, listings::nodes);
            case "/api/explain" -> get(exchange, explain::begin);
            case "/api/disconnect" -> post(exchange, disconnect::begin);
            case "/metrics" -> get(exchange, metrics::show);
            case HealthChecks.LIVENESS -> get(exchange, health::liveness);
            case HealthChecks.READINESS -> get(exchange, health::readiness);
            case "/" -> get(exchange, Greeting::show);
            default -> routeTopic(exchange, TopicPath.of(exchange.target().path()));
        }
    }

    private void routeTopic(Exchange exchange, @Nullable TopicPath path) {
        if (path != null && path.read().equals("history")) {
            get(exchange, found -> topicReads.history(found, path));
        } else if (path != null && path.read().equals("presence")) {
            get(exchange, found -> topicReads.presence(found, path));
        } else {
            exchange.refuse(
                    Refusal.NOT_FOUND,
                    "nothing is served at this path; publications go to POST /api/push or POST /api/batch");
        }
    }

    private static void post(Exchange exchange, Consumer<Exchange> endpoint) {
        if (HttpMethod.POST.equals(exchange.method())) {
            endpoint.accept(exchange);
        } else {
            refuseMethod(exchange, "POST");
        }
    }

    private static void get(Exchange exchange, Consumer<Exchange> endpoint) {
        if (HttpMethod.GET.equals(exchange.method()) || HttpMethod.HEAD.equals(exchange.method())) {
            endpoint.accept(exchange);
        } else {
            refuseMethod(exchange, "GET, HEAD");
        }
    }

    private static void refuseMethod(Exchange exchange, String allowed) {
        FullHttpResponse response =
                Refusal.METHOD_NOT_ALLOWED.problem("allowed here: " + allowed).toResponse();
        response.headers().set(HttpHeaderNames.ALLOW, allowed);
        exchange.refuse(Refusal.METHOD_NOT_ALLOWED, response);
    }
}
