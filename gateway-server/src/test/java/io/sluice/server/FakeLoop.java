package io.sluice.server;

import io.sluice.delivery.loop.OwnerLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A loop that runs when a test lets time pass. */
public final class FakeLoop implements OwnerLoop {

    private record Timer(long dueNanos, Runnable task) {}

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::dueNanos));
    private long nanos;
    private boolean running;

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void executeAfterIo(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        timers.add(new Timer(nanos + delayNanos, task));
    }

    @Override
    public boolean inLoop() {
        return running;
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    public boolean hasTimers() {
        return !timers.isEmpty();
    }

    /** Runs what is due now. */
    public void run() {
        running = true;
        while (true) {
            while (!timers.isEmpty() && timers.peek().dueNanos() <= nanos) {
                tasks.add(timers.remove().task());
            }
            Runnable task = tasks.poll();
            if (task == null) {
                break;
            }
            task.run();
        }
        running = false;
    }

    public void pass(Duration time) {
        run();
        nanos += time.toNanos();
        run();
    }
}
