package io.sluice.delivery.shard;

import io.sluice.delivery.log.SegmentView;

/**
 * The walk over one audience that offers everyone the news, once, in as many steps as time allows. Shard's loop only.
 *
 * <p>Members that come during a visit stand behind its end and need none, since they begin with a delivery of their own.
 */
final class Visit {

    private static final int VISITS_PER_LOOK_AT_THE_CLOCK = 16;
    private static final int GOLDEN_SECTION = 0x9E3779B9;

    private final Audience audience;
    private boolean running;
    private long dirtySinceNanos;
    private int at;
    private int left;
    private int places;
    private long headOffset;
    private long headBytes;
    private int turn;

    Visit(Audience audience) {
        this.audience = audience;
    }

    /** Whether it has begun: it is not going to see what is published from now on in front of its members. */
    boolean isRunning() {
        return running;
    }

    void noteDirtySince(long nanos) {
        dirtySinceNanos = nanos;
    }

    /**
     * Goes on visiting the members, everyone once, beginning with another one each time so that nobody is always last.
     *
     * @return false where the time was up before everybody was visited; the next call goes on
     */
    boolean run(Delivery delivery, long deadlineNanos) {
        if (!running) {
            begin();
        }
        Members members = audience.members();
        while (left > 0) {
            for (int n = Math.min(left, VISITS_PER_LOOK_AT_THE_CLOCK); n > 0; n--) {
                Subscription member = members.at(at);
                if (++at == places) {
                    at = 0;
                }
                left--;
                if (member != null) {
                    delivery.visit(member);
                }
            }
            long now = delivery.nanoTime();
            delivery.recordLatency(now - dirtySinceNanos);
            if (left > 0 && now - deadlineNanos >= 0) {
                return false;
            }
        }
        running = false;
        members.endWalk();
        audience.noteOffered(headOffset, headBytes);
        return true;
    }

    private void begin() {
        running = true;
        audience.members().beginWalk();
        places = audience.members().places();
        left = places;
        // Steps of the golden section come near every place, however many there are.
        turn += GOLDEN_SECTION;
        at = (int) (((turn & 0xFFFFFFFFL) * places) >>> 32);
        SegmentView newest = audience.newest();
        if (newest != null) {
            int published = newest.published();
            headOffset = newest.offsetOf(published) - 1;
            headBytes = newest.logBytesBefore(published);
        }
    }
}
