package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SturdyLockTest {
    private final SturdyLock lock = new SturdyLock();
    private int counted;

    @Test
    void whoHoldsItEntersItOnceAndIsNotTakenForAnother() {
        assertThat(lock.isMine()).isFalse();
        assertThat(lock.enter()).isTrue();
        assertThat(lock.isMine()).isTrue();
        assertThat(lock.enter()).as("held already").isFalse();
        assertThat(lock.tryEnter()).as("nobody may, not even the caller").isFalse();
        lock.holder = null;
        assertThat(lock.tryEnter()).isTrue();
        lock.holder = null;
    }

    @Test
    void oneThreadAtATimeHoldsItAlsoIfItIsInterrupted() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int each = 0; each < 4; each++) {
            boolean interrupted = each == 0;
            threads.add(Thread.ofPlatform().start(() -> {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                for (int round = 0; round < 2_000; round++) {
                    boolean entered = lock.enter();
                    try {
                        counted++;
                    } finally {
                        if (entered) {
                            lock.holder = null;
                        }
                    }
                }
                assertThat(Thread.currentThread().isInterrupted()).isEqualTo(interrupted);
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(counted).isEqualTo(8_000);
    }
}
