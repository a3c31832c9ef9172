package dev.cleave.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A bucket of tokens")
class TokenBucketTest {
    private static final long SECOND = 1_000_000_000;

    private final AtomicLong clock = new AtomicLong(-7 * SECOND);
    private final TokenBucket bucket = new TokenBucket(100, 50, clock::get);

    @Test
    @DisplayName("gives a burst, and then as many as come with time")
    void rate() {
        assertThat(bucket.take(51)).as("never more than the burst").isFalse();
        assertThat(bucket.take(50)).isTrue();
        assertThat(bucket.take(1)).isFalse();
        clock.addAndGet(SECOND / 10);
        assertThat(bucket.take(11)).isFalse();
        assertThat(bucket.take(10)).isTrue();
        clock.addAndGet(1_000 * SECOND);
        assertThat(bucket.take(50)).as("no more than a burst was saved").isTrue();
        assertThat(bucket.take(1)).isFalse();
    }

    @Test
    @DisplayName("is empty at most after its clock went back, and fills from there")
    void clockGoesBack() {
        bucket.take(50);
        clock.addAndGet(-1_000 * SECOND);
        assertThat(bucket.take(1)).isFalse();
        clock.addAndGet(SECOND / 2);
        assertThat(bucket.take(50)).isTrue();
        clock.addAndGet(-1_000 * SECOND);
        assertThat(bucket.take(50)).as("nothing is gained by it").isFalse();
    }

    @Test
    @DisplayName("overflows nowhere")
    void largest() {
        TokenBucket large = new TokenBucket(1, Long.MAX_VALUE, clock::get);
        assertThat(large.take(1)).isTrue();
        assertThat(large.take(Long.MAX_VALUE)).isFalse();
        TokenBucket quick = new TokenBucket(Long.MAX_VALUE - 1, Long.MAX_VALUE, clock::get);
        assertThat(quick.take(Long.MAX_VALUE)).isTrue();
    }
}
