package io.sluice.server.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.PayloadKind;
import io.sluice.model.Position;
import org.junit.jupiter.api.Test;

class HeldTest {

    private static RedisMessage.Written record(long offset, int bytes) {
        return new RedisMessage.Written(
                new Position(35, offset), 1000, PayloadKind.TEXT, "id" + offset, null, new byte[bytes], 0);
    }

    @Test
    void whatTopicsHoldTogetherIsBoundedAndOneOfEachIsKept() {
        Held.Budget budget = new Held.Budget(1000);
        Held one = new Held(budget);
        Held other = new Held(budget);
        for (int i = 1; i <= 10; i++) {
            one.add(record(i, 100));
        }
        assertThat(budget.bytes()).isEqualTo(1000);
        other.add(record(1, 100));
        other.add(record(2, 100));
        assertThat(other.takeAfter(35, 1)).hasSize(1);
        one.add(record(11, 100));
        assertThat(budget.bytes()).isEqualTo(1000);
        one.clear();
        assertThat(budget.bytes()).isZero();
    }
}
