package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Counts the accesses of one thread, and stops it in front of one of them. */
final class Turnstile implements BuddySpaceBuilder.Door {
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private volatile @Nullable Thread watched;
    private volatile long stopAt;
    private long passed;

    void watch(Thread thread, long stopAt) {
        this.stopAt = stopAt;
        this.watched = thread;
    }

    @Override
    public Stacks stacks(int stripes, ProcessBarrier barrier, int biasAfter) {
        return new GuardedStacks(stripes, barrier, biasAfter, this::pass);
    }

    @Override
    public Metadata before(Metadata words) {
        return new GuardedMetadata(words, this::pass);
    }

    @Override
    public OrderMap before(OrderMap orderMap) {
        return new GuardedOrderMap(orderMap, this::pass);
    }

    private void pass() {
        if (Thread.currentThread().equals(watched) && passed++ == stopAt) {
            stopped.countDown();
            await(goOn);
        }
    }

    long passed() {
        return passed;
    }

    void awaitStop() {
        await(stopped);
    }

    void letGo() {
        goOn.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
