package io.sluice.delivery;

import io.sluice.delivery.loop.OwnerLoop;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A loop that runs one task when a test says so. It is "in the loop" only while such a task runs, so that the ownership
 * asserted by the code is checked although a test has one thread.
 */
final class ManualLoop implements OwnerLoop {

    /** The time of all loops of a test; moves by hand only. */
    static final class Clock {
        /** Not zero, and soon to overflow: differences only may be compared. */
        long nanos = Long.MAX_VALUE - 3_000_000_000L;
    }

    private record Timer(long dueNanos, long number, Runnable task) {}

    private final Clock clock;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final ArrayDeque<Runnable> afterIo = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers;
    private final long originNanos;
    private boolean running;
    private long timersMade;
    private int executed;
    private int ioLooks;

    ManualLoop(Clock clock) {
        this.clock = clock;
        this.originNanos = clock.nanos;
        this.timers = new PriorityQueue<>(Comparator.comparingLong((Timer t) -> t.dueNanos() - originNanos)
                .thenComparingLong(Timer::number));
    }

    @Override
    public void execute(Runnable task) {
        executed++;
        tasks.add(task);
    }

    @Override
    public void executeAfterIo(Runnable task) {
        assert running;
        afterIo.add(task);
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        timers.add(new Timer(clock.nanos + Math.max(0, delayNanos), timersMade++, task));
    }

    @Override
    public boolean inLoop() {
        return running;
    }

    @Override
    public long nanoTime() {
        return clock.nanos;
    }

    /** How many tasks were ever given to {@link #execute}. */
    int executed() {
        return executed;
    }

    /** How often the loop looked at its sockets because a task asked to run after that. */
    int ioLooks() {
        return ioLooks;
    }

    boolean hasTimers() {
        return !timers.isEmpty();
    }

    int pendingTimers() {
        return timers.size();
    }

    /** Runs the next task that is due; false where there is none. */
    boolean step() {
        while (!timers.isEmpty() && timers.peek().dueNanos() - clock.nanos <= 0) {
            tasks.add(timers.remove().task());
        }
        if (tasks.isEmpty() && !afterIo.isEmpty()) {
            ioLooks++;
            tasks.addAll(afterIo);
            afterIo.clear();
        }
        Runnable task = tasks.poll();
        if (task == null) {
            return false;
        }
        run(task);
        return true;
    }

    /** Runs the task at once, as the loop's own. */
    void run(Runnable task) {
        assert !running;
        running = true;
        try {
            task.run();
        } finally {
            running = false;
        }
    }
}
