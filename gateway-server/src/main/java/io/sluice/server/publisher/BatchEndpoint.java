package io.sluice.server.publisher;

/** {@code POST /api/batch}: one publication a line. */
final class BatchEndpoint {

    private final PushServices services;

    BatchEndpoint(PushServices services) {
        this.services = services;
    }

    void begin(Exchange exchange) {
        if (!exchange.target().query().isEmpty()) {
            exchange.refuse(Refusal.BAD_QUERY, "a batch takes no query parameters; each line names its topics");
            return;
        }
        if (exchange.headers().contains(PublishId.HEADER)) {
            exchange.refuse(
                    Refusal.BAD_ID, "a batch takes no " + PublishId.HEADER + "; each line may have an id of its own");
            return;
        }
        services.metrics().onBatch();
        Batch batch = new Batch(exchange, services);
        exchange.readBody(batch);
        exchange.reply(batch);
    }
}
