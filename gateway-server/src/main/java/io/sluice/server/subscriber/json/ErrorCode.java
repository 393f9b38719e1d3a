package io.sluice.server.subscriber.json;

import java.util.Locale;

/** Why a command was refused, see {@code docs/PROTOCOL.md}. */
enum ErrorCode {
    BAD_JSON,
    BAD_COMMAND,
    BAD_ID,
    BAD_TOPIC,
    BAD_POSITION,
    TOO_MANY_TOPICS,
    ALREADY_SUBSCRIBED,
    NOT_SUBSCRIBED,
    NOT_ALLOWED,
    UNAVAILABLE;

    /** The code as clients and metrics read it. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
