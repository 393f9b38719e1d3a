package io.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bench.report.LoadResult.Audit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountTest {
    private static final int NEWCOMER = 2;

    private final Window window = new Window(2, () -> {});
    private final Topics oneTopic = new Topics(1, 1);
    private final Account account = new Account(oneTopic, 3, 2, window, () -> 1_000_000);
    private final Accepted accepted = new Accepted(oneTopic);

    @BeforeEach
    void nobodyHasTheThirdSeat() {
        account.left(NEWCOMER);
    }

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

    @Test
    void whatWasNeverSentIsForeign() {
        Account strict = new Account(oneTopic, 1, 0, new Window(0, () -> {}), () -> 2);

        assertThat(strict.received(0, 2)).isTrue();
        assertThat(strict.received(0, 3)).isFalse();
        assertThat(strict.audit(accepted).foreign()).isEqualTo(1);
    }

    @Test
    void aNewcomersAccountBeginsWithItsFirstMessage() {
        accept(1, 2, 3, 4);
        deliver(0, 1, 2, 3, 4);
        deliver(1, 1, 2, 3, 4);
        account.joined(NEWCOMER);
        deliver(NEWCOMER, 3, 4);

        assertThat(account.audit(accepted)).isEqualTo(new Audit(0, 0, 0, 0));
        assertThat(account.isComplete(accepted)).isTrue();
    }

    @Test
    void aNewcomerThatStaysMustSeeTheLastMessage() {
        accept(1, 2, 3, 4);
        deliver(0, 1, 2, 3, 4);
        deliver(1, 1, 2, 3, 4);
        account.joined(NEWCOMER);
        deliver(NEWCOMER, 2, 3);

        assertThat(account.isComplete(accepted)).isFalse();
        assertThat(account.audit(accepted)).isEqualTo(new Audit(1, 0, 0, 0));
    }

    @Test
    void gapsOfANewcomerAreKeptWhenAnotherTakesItsSeat() {
        accept(1, 2, 3, 4, 5, 6);
        deliver(0, 1, 2, 3, 4, 5, 6);
        deliver(1, 1, 2, 3, 4, 5, 6);
        account.joined(NEWCOMER);
        deliver(NEWCOMER, 1, 3);
        account.left(NEWCOMER);
        account.joined(NEWCOMER);
        deliver(NEWCOMER, 5, 6);
        account.left(NEWCOMER);

        assertThat(account.audit(accepted)).isEqualTo(new Audit(1, 0, 0, 0));
    }

    @Test
    void eachTopicHasAnOrderOfItsOwn() {
        // Two topics: odd sequence numbers go to the first, even ones to the second.
        Topics topics = new Topics(2, 2);
        Account both = new Account(topics, 1, 0, new Window(0, () -> {}), () -> 100);
        Accepted all = new Accepted(topics);
        for (long sequence = 1; sequence <= 6; sequence++) {
            all.add(sequence);
        }
        for (long sequence : new long[] {2, 1, 3, 5, 4}) {
            both.received(0, sequence);
        }

        assertThat(both.isComplete(all)).isFalse();
        assertThat(both.audit(all)).isEqualTo(new Audit(1, 0, 0, 0));
        both.received(0, 6);
        assertThat(both.isComplete(all)).isTrue();
    }

    @Test
    void aTopicThatWasNotAskedForIsForeign() {
        Topics topics = new Topics(2, 1);
        Account first = new Account(topics, 1, 0, new Window(0, () -> {}), () -> 100);

        assertThat(first.received(0, 1)).isTrue();
        assertThat(first.received(0, 2)).isFalse();
        assertThat(first.audit(new Accepted(topics)).foreign()).isEqualTo(1);
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
