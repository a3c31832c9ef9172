package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PressureListenerTest {
    private static final long CAPACITY = 64 << 10;

    private final Pool pool = Pool.builder().name("tight").capacity(CAPACITY).purge(false).build();
    private final List<String> calls = new ArrayList<>();

    @AfterEach
    void close() {
        pool.space().verify();
        pool.close();
    }

    @Test
    void listenersAreAskedInTurnUntilTheRequestIsServed() {
        long cached = pool.allocateAddress(CAPACITY);
        pool.addPressureListener((asked, bytes) -> calls.add("stingy " + bytes));
        pool.addPressureListener((asked, bytes) -> {
            calls.add("generous " + bytes);
            asked.free(cached);
        });
        pool.addPressureListener((asked, bytes) -> calls.add("late"));

        assertThat(pool.allocateAddress(5000)).isEqualTo(pool.baseAddress());
        assertThat(calls).containsExactly("stingy 8192", "generous 8192");
    }

    @Test
    void tryingAsksThemToo() {
        long cached = pool.allocateAddress(CAPACITY);
        pool.addPressureListener((asked, bytes) -> asked.free(cached));

        assertThat(pool.tryAllocateAddress(1)).isNotZero();
    }

    @Test
    void anAllocationWithinAListenerAsksNobody() {
        pool.allocateAddress(CAPACITY);
        pool.addPressureListener((asked, bytes) -> {
            calls.add("asked");
            assertThat(asked.tryAllocateAddress(1)).isZero();
        });

        assertThat(pool.tryAllocateAddress(1)).isZero();
        assertThat(calls).containsExactly("asked");
    }

    @Test
    void whatAListenerThrowsIsToldBesideTheFailureAndStopsNobody() {
        pool.allocateAddress(CAPACITY);
        IllegalStateException broken = new IllegalStateException("broken cache");
        pool.addPressureListener((asked, bytes) -> {
            throw broken;
        });
        pool.addPressureListener((asked, bytes) -> calls.add("asked all the same"));

        assertThatExceptionOfType(PoolExhaustedException.class)
                .isThrownBy(() -> pool.allocate(1))
                .satisfies(full -> assertThat(full.getSuppressed()).containsExactly(broken));
        assertThat(calls).containsExactly("asked all the same");
        assertThat(pool.tryAllocateAddress(1)).as("listeners are asked the next time again").isZero();
        assertThat(calls).hasSize(2);
    }

    @Test
    void aListenerThatWasRemovedIsNotAsked() {
        PressureListener listener = (asked, bytes) -> calls.add("asked");
        pool.addPressureListener(listener);
        assertThat(pool.removePressureListener(listener)).isTrue();
        assertThat(pool.removePressureListener(listener)).isFalse();
        pool.allocateAddress(CAPACITY);

        assertThat(pool.tryAllocateAddress(1)).isZero();
        assertThat(calls).isEmpty();
    }

    @Test
    void nobodyIsAskedForWhatNoListenerCanGive() {
        pool.addPressureListener((asked, bytes) -> calls.add("asked"));

        assertThat(pool.tryAllocateAddress(CAPACITY + 1)).isZero();
        assertThat(calls).isEmpty();
    }
}
