package io.sluice.bench.soak;

/** What a subscriber does with its connection. The pauses are real time, in milliseconds. */
enum Behaviour {
    /** Stays. */
    STEADY {
        @Override
        void opened(Subscriber subscriber, Crew crew) {}

        @Override
        long awayMillis(Crew crew) {
            return RETRY_MILLIS;
        }
    },

    /** Comes and goes, now and then for longer than anything is retained. */
    CHURNING {
        private static final double LONG_ABSENCES = 0.03;

        @Override
        void opened(Subscriber subscriber, Crew crew) {
            subscriber.after(crew.between(200, 3000), () -> {
                if (crew.random().nextBoolean()) {
                    subscriber.cut();
                } else {
                    subscriber.leave();
                }
            });
        }

        @Override
        long awayMillis(Crew crew) {
            long retention = crew.timing().retention().toMillis();
            return crew.random().nextDouble() < LONG_ABSENCES
                    ? crew.between(retention * 3 / 2, retention * 2)
                    : crew.between(0, Math.min(1000, retention / 2));
        }
    },

    /** Stays until the next wave, and is back soon after it. */
    WAVING {
        @Override
        void opened(Subscriber subscriber, Crew crew) {}

        @Override
        long awayMillis(Crew crew) {
            return crew.between(0, 500);
        }
    },

    /** Stops reading at once. After the limit it looks what became of its connection: it must be over. */
    STALLED {
        private static final long LOOK_MILLIS = 3000;

        @Override
        void opened(Subscriber subscriber, Crew crew) {
            subscriber.setReading(false);
            subscriber.after(crew.timing().stalledLimit().toMillis(), () -> {
                subscriber.setReading(true);
                subscriber.after(LOOK_MILLIS, subscriber::survived);
            });
        }

        @Override
        long awayMillis(Crew crew) {
            return RETRY_MILLIS;
        }
    };

    private static final long RETRY_MILLIS = 1000;

    abstract void opened(Subscriber subscriber, Crew crew);

    /** How long until it comes back. */
    abstract long awayMillis(Crew crew);
}
