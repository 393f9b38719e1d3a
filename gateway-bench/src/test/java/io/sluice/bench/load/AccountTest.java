package io.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bench.report.LoadResult.Audit;
import org.junit.jupiter.api.Test;

class AccountTest {
    private final Window window = new Window(2, () -> {});
    private final Account account = new Account(2, window);
    private final Accepted accepted = new Accepted();

    @Test
    void nothingIsWrongWhenEverybodySeesEverythingInOrder() {
        accept(1, 2, 3);
        deliver(0, 1, 2, 3);
        deliver(1, 1, 2, 3);

        assertThat(account.audit(accepted)).isEqualTo(new Audit(0, 0, 0, 0));
        assertThat(window.completed()).isEqualTo(3);
    }

    @Test
    void aMessageThatOneSubscriberIsSkippedPastIsLost() {
        accept(1, 2, 3);
        deliver(0, 1, 2, 3);
        deliver(1, 1, 3);

        assertThat(account.audit(accepted)).isEqualTo(new Audit(1, 0, 0, 0));
    }

    @Test
    void messagesThatNeverComeAtTheEndAreLost() {
        accept(1, 2, 3);
        deliver(0, 1, 2, 3);
        deliver(1, 1);

        assertThat(account.audit(accepted)).isEqualTo(new Audit(2, 0, 0, 0));
    }

    @Test
    void aMessageThatComesAgainIsADuplicate() {
        accept(1, 2);
        deliver(0, 1, 1, 2);
        deliver(1, 1, 2, 1);

        assertThat(account.audit(accepted)).isEqualTo(new Audit(0, 2, 0, 0));
    }

    @Test
    void swappedMessagesAreReorderedAndNotLost() {
        accept(1, 2, 3, 4);
        deliver(0, 1, 3, 2, 4);
        deliver(1, 1, 2, 3, 4);

        assertThat(account.audit(accepted)).isEqualTo(new Audit(0, 0, 1, 0));
    }

    @Test
    void aLateMessageThatComesTwiceIsReorderedOnceAndThenADuplicate() {
        accept(1, 2, 3, 4, 5);
        deliver(0, 1, 5, 3, 3, 2, 4);
        deliver(1, 1, 2, 3, 4, 5);

        assertThat(account.audit(accepted)).isEqualTo(new Audit(0, 1, 3, 0));
    }

    @Test
    void whatTheServerRefusedIsNotMissed() {
        accept(1, 3);
        deliver(0, 1, 3);
        deliver(1, 1, 3);

        assertThat(account.audit(accepted)).isEqualTo(new Audit(0, 0, 0, 0));
    }

    @Test
    void whoeverLeftMissesNothingButWhatWasSkippedBefore() {
        accept(1, 2, 3, 4, 5);
        deliver(0, 1, 2, 3, 4, 5);
        deliver(1, 1, 3);
        account.left(1);
        account.left(1);

        assertThat(account.audit(accepted)).isEqualTo(new Audit(1, 0, 0, 0));
        assertThat(window.completed()).isEqualTo(5);
    }

    @Test
    void sequenceNumbersThatCannotHaveBeenSentAreForeign() {
        deliver(0, 0, -5, Window.CAPACITY + 1L);
        account.receivedForeign();

        assertThat(account.audit(accepted).foreign()).isEqualTo(4);
    }

    private void accept(long... sequences) {
        for (long sequence : sequences) {
            accepted.add(sequence);
        }
    }

    private void deliver(int subscriber, long... sequences) {
        for (long sequence : sequences) {
            account.received(subscriber, sequence);
        }
    }
}
