package io.sluice.bench.peer;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * One verticle, so one loop, and a set of WebSockets to each of which a publication is written. {@code VertxHub PORT}
 * listens on loopback: GET /ws joins, POST publishes, any other GET is answered with 200.
 */
public final class VertxHub extends AbstractVerticle {
    private final int port;
    private final Set<ServerWebSocket> subscribers = new LinkedHashSet<>();

    private VertxHub(int port) {
        this.port = port;
    }

    public static void main(String[] args) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        vertx.deployVerticle(new VertxHub(Integer.parseInt(args[0])))
                .onSuccess(id -> System.out.println("native transport: " + vertx.isNativeTransportEnabled()))
                .onFailure(cause -> {
                    cause.printStackTrace();
                    System.exit(1);
                });
    }

    @Override
    public void start(Promise<Void> started) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
        vertx.createHttpServer(options)
                .webSocketHandshakeHandler(handshake -> {
                    if (handshake.path().equals("/ws")) {
                        handshake.accept();
                    } else {
                        handshake.reject();
                    }
                })
                .webSocketHandler(this::joined)
                .requestHandler(this::requested)
                .listen()
                .<Void>mapEmpty()
                .onComplete(started);
    }

    private void joined(ServerWebSocket subscriber) {
        subscribers.add(subscriber);
        subscriber.closeHandler(closed -> subscribers.remove(subscriber));
        subscriber.exceptionHandler(cause -> subscriber.close());
    }

    private void requested(HttpServerRequest request) {
        if (request.method() == HttpMethod.POST) {
            request.bodyHandler(body -> {
                publish(body);
                request.response().setStatusCode(202).end();
            });
        } else {
            request.response().end();
        }
    }

    private void publish(Buffer body) {
        String text = body.toString();
        for (ServerWebSocket subscriber : subscribers) {
            subscriber.writeTextMessage(text);
        }
    }
}
