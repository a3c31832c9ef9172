package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PoolLifeTest {
    private final SturdyLock lock = new SturdyLock();
    private final PoolLife life = new PoolLife("mortal", lock);

    @Test
    void itIsOpenUntilAClosingSucceeds() {
        life.requireOpen();
        life.requireOpenForLease();
        life.beginClosing();
        life.requireOpen();
        life.endClosing(false);
        assertThat(life.isClosed()).isFalse();
        life.requireOpenForLease();

        life.beginClosing();
        life.endClosing(true);
        assertThat(life.isClosed()).isTrue();
        assertThatIllegalStateException().isThrownBy(life::requireOpen).withMessage("pool mortal is closed");
        assertThatIllegalStateException().isThrownBy(life::requireOpenForLease);
    }

    @Test
    void aLeaseWaitsForTheEndOfAClosing() throws Exception {
        assertThat(lock.enter()).isTrue();
        life.beginClosing();
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<?> lease = other.submit(life::requireOpenForLease);
            life.endClosing(false);
            lock.holder = null;
            assertThatCode(lease::get).doesNotThrowAnyException();
        }
    }
}
