package io.sluice.delivery.hub;

import io.sluice.delivery.hub.HubSettings.MailboxLimits;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Publishes on their way to the hub, bounded in commands and bytes, in all and per publisher key. A command counts from its
 * admission until its outcome, waiting for a slow shard included.
 */
final class Mailbox {

    private final MailboxLimits limits;
    private final MpscAtomicArrayQueue<PublishCommand> queue;
    private final Load total = new Load();

    /** One entry per configured publisher key. */
    private final ConcurrentMap<String, Load> perPublisher = new ConcurrentHashMap<>();

    Mailbox(MailboxLimits limits) {
        this.limits = limits;
        this.queue = new MpscAtomicArrayQueue<>(Math.max(4, limits.commands()));
    }

    // ---- any thread

    /**
     * Admits and enqueues.
     *
     * @return why not, or null where it was admitted
     */
    PublishOutcome.@Nullable Reason offer(PublishCommand command) {
        int bytes = command.payload().readableBytes();
        if (!total.admit(bytes, limits.commands(), limits.bytes())) {
            return PublishOutcome.Reason.MAILBOX_FULL;
        }
        Load share = shareOf(command);
        if (share != null && !share.admit(bytes, shareOfCommands(), (long) (limits.bytes() * limits.share()))) {
            total.release(bytes);
            return PublishOutcome.Reason.SHARE_FULL;
        }
        boolean offered = queue.offer(command);
        assert offered : "the queue has a place for every admitted command";
        return null;
    }

    private int shareOfCommands() {
        return Math.max(1, (int) (limits.commands() * limits.share()));
    }

    private @Nullable Load shareOf(PublishCommand command) {
        String publisher = command.publisher();
        return publisher == null ? null : perPublisher.computeIfAbsent(publisher, name -> new Load());
    }

    /** Commands admitted and not yet answered. */
    int commands() {
        return total.commands.get();
    }

    /** Payload bytes of the commands admitted and not yet answered. */
    long bytes() {
        return total.bytes.get();
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    // ---- the hub's loop

    @Nullable
    PublishCommand poll() {
        return queue.poll();
    }

    /** Gives back what the command was admitted with; its payload is still what it was. */
    void release(PublishCommand command) {
        int bytes = command.payload().readableBytes();
        total.release(bytes);
        Load share = shareOf(command);
        if (share != null) {
            share.release(bytes);
        }
    }

    private static final class Load {

        private final AtomicInteger commands = new AtomicInteger();
        private final AtomicLong bytes = new AtomicLong();

        boolean admit(int addedBytes, int maxCommands, long maxBytes) {
            int inside = commands.incrementAndGet();
            long bytesInside = bytes.addAndGet(addedBytes);
            if (inside > maxCommands || (bytesInside > maxBytes && bytesInside > addedBytes)) {
                release(addedBytes);
                return false;
            }
            return true;
        }

        void release(int removedBytes) {
            commands.decrementAndGet();
            bytes.addAndGet(-removedBytes);
        }
    }
}
