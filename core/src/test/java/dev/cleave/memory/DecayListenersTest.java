package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Decay listeners")
class DecayListenersTest {
    private final List<String> told = new ArrayList<>();

    @Test
    @DisplayName("are told at each visit, in order, until they are removed")
    void areTold() {
        try (Pool pool = Pool.builder().capacity(1 << 20).purge(false).build()) {
            DecayListener first = decaying -> told.add("first of " + decaying.name().length());
            DecayListener second = decaying -> told.add("second");
            pool.addDecayListener(first);
            pool.addDecayListener(second);

            pool.decay();
            assertThat(told).containsExactly("first of " + pool.name().length(), "second");

            assertThat(pool.removeDecayListener(first)).isTrue();
            assertThat(pool.removeDecayListener(first)).isFalse();
            pool.decay();
            assertThat(told).hasSize(3).endsWith("second", "second");
        }
    }

    @Test
    @DisplayName("that throw keep neither the others nor the purge from their work")
    void mayThrow() {
        try (Pool pool = Pool.builder().capacity(1 << 20).purge(false).build()) {
            DecayListener broken = decaying -> {
                throw new IllegalStateException("broken on purpose");
            };
            DecayListener sound = decaying -> told.add("sound");
            pool.addDecayListener(broken);
            pool.addDecayListener(sound);
            pool.free(pool.allocateAddress(1 << 20));
            assertThat(pool.usage().committedBytes()).isPositive();

            pool.decay();
            pool.decay();

            assertThat(told).containsExactly("sound", "sound");
            assertThat(pool.usage().committedBytes()).isZero();
        }
    }

    @Test
    @DisplayName("are no listeners where they are null")
    void areNotNull() {
        try (Pool pool = Pool.builder().capacity(1 << 20).purge(false).build()) {
            assertThatNullPointerException().isThrownBy(() -> pool.addDecayListener(nothing()));
        }
    }

    @SuppressWarnings("NullAway") // what a caller without null checks may pass
    private static DecayListener nothing() {
        return null;
    }
}
