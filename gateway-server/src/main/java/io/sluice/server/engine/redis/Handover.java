package io.sluice.server.engine.redis;

import io.sluice.delivery.hub.FeedCommand;
import io.sluice.delivery.hub.FeedCommand.Outcome;
import io.sluice.delivery.log.Publication;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import io.sluice.server.engine.redis.RedisMessage.Written;
import io.sluice.server.engine.redis.RedisPort.Known;
import io.sluice.server.engine.redis.RedisPort.ReadAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one topic of the hub is handed, and how much of it the hub has taken: it may be handed more before it has answered,
 * and where it refuses something it refuses all that was handed over behind it. Engine's loop only.
 */
final class Handover {

    /** Hears, once nothing is under way, how it went. */
    interface Events {

        /** Something was taken. */
        void onProgress();

        /** The hub has taken all that it was handed. */
        void onTaken();

        /** Not all of it; what was taken is known. */
        void onRefused();
    }

    private final Followers followers;
    private final TopicName name;
    private final Events events;

    /** The last record that the hub took, or the place before its first; null until its log begins. */
    private @Nullable Known known;

    /** The last position handed to the hub, taken or not; null before the first. */
    private @Nullable Position handed;

    /** Something that was handed to the hub was not taken. */
    private boolean refused;

    /** What was handed to the hub and is not answered. */
    private int inFlight;

    private boolean closed;

    private final LeftEpochs left = new LeftEpochs();

    Handover(Followers followers, TopicName name, Events events) {
        this.followers = followers;
        this.name = name;
        this.events = events;
    }

    void close() {
        closed = true;
    }

    // ---- where it stands

    @Nullable
    Known known() {
        return known;
    }

    @Nullable
    Position handed() {
        return handed;
    }

    boolean isUnderWay() {
        return inFlight > 0;
    }

    boolean isAhead(Position head) {
        return handed == null || head.offset() > handed.offset();
    }

    boolean isOf(long epoch) {
        return handed != null && handed.epoch() == epoch;
    }

    /** Whether the hub's log was of this epoch before it was of another. */
    boolean hasLeft(long epoch) {
        return left.contains(epoch);
    }

    // ---- handing over

    /** What follows goes on after what the hub has taken, not after what it was handed. */
    void startOver() {
        assert inFlight == 0 : "what the hub has is not known yet";
        handed = known == null ? null : known.position();
    }

    /** Hands records over; false where the hub has no room for them, in which case they are to be read again later. */
    boolean append(List<Written> records) {
        handed = records.getLast().position();
        return hand(new FeedCommand.Append(
                name, publications(records), (outcome, fed) -> followers.execute(() -> onFed(records, outcome, fed))));
    }

    /** Has the hub's log begin with what was read; false as above. */
    boolean begin(ReadAnswer answer) {
        Position after = new Position(answer.head().epoch(), answer.after());
        List<Written> records = answer.records();
        handed = records.isEmpty() ? after : records.getLast().position();
        return hand(new FeedCommand.Begin(
                name,
                after,
                answer.head().offset(),
                publications(records),
                (outcome, fed) -> followers.execute(() -> {
                    if (known != null && known.position().epoch() != after.epoch()) {
                        left.add(known.position().epoch());
                    }
                    known = new Known(after, "");
                    onFed(records, outcome, fed);
                })));
    }

    private boolean hand(FeedCommand command) {
        boolean taken = followers.feed(command);
        inFlight += taken ? 1 : 0;
        return taken;
    }

    private List<Publication> publications(List<Written> records) {
        return records.stream().map(record -> record.in(name)).toList();
    }

    private void onFed(List<Written> records, Outcome outcome, int fed) {
        inFlight--;
        if (closed) {
            return;
        }
        if (fed > 0) {
            Written last = records.get(fed - 1);
            known = new Known(last.position(), last.id());
        }
        switch (outcome) {
            case DONE -> {
                if (!refused) {
                    events.onProgress();
                }
            }
            case BLOCKED, MISMATCH -> refused = true;
            case CLOSED -> {}
        }
        if (inFlight > 0) {
            return;
        }
        if (refused) {
            refused = false;
            events.onRefused();
        } else {
            events.onTaken();
        }
    }
}
