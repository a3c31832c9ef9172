package dev.cleave.memory;

import static dev.cleave.histories.Patience.waitUntil;
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
    @DisplayName("that throw errors keep neither the others nor the purge from their work, and are told again")
    void mayThrowErrors() {
        try (Pool pool = Pool.builder().capacity(1 << 20).purge(false).build()) {
            DecayListener broken = decaying -> {
                told.add("broken");
                throw new OutOfMemoryError("on purpose");
            };
            DecayListener sound = decaying -> told.add("sound");
            pool.addDecayListener(broken);
            pool.addDecayListener(sound);
            pool.free(pool.allocateAddress(1 << 20));

            pool.decay();
            pool.decay();

            assertThat(told).containsExactly("broken", "sound", "broken", "sound");
            assertThat(pool.committedBytes()).isZero();
            assertThat(pool.removeDecayListener(broken)).isTrue();
        }
    }

    @Test
    @DisplayName("that throw errors when memory grows fail no request, and the others are told")
    void mayThrowErrorsWhenMemoryGrows() {
        try (Pool pool = Pool.builder().capacity(1 << 20).purge(false).build()) {
            DecayListener broken = new DecayListener() {
                @Override
                public void memoryDecays(Pool decaying) {}

                @Override
                public void memoryGrows(Pool growing) {
                    throw new StackOverflowError("on purpose");
                }
            };
            DecayListener sound = new DecayListener() {
                @Override
                public void memoryDecays(Pool decaying) {}

                @Override
                public void memoryGrows(Pool growing) {
                    told.add("sound");
                }
            };
            pool.addDecayListener(broken);
            pool.addDecayListener(sound);

            pool.grows();

            assertThat(told).containsExactly("sound");
            assertThat(pool.removeDecayListener(broken)).isTrue();
        }
    }

    @Test
    @DisplayName("are held weakly: one that nobody else holds is told no more, and the others are")
    void areHeldWeakly() {
        try (Pool pool = Pool.builder().capacity(1 << 20).purge(false).build()) {
            DecayListener kept = decaying -> told.add("kept");
            pool.addDecayListener(decaying -> told.add("dropped" + pool.name()));
            pool.addDecayListener(kept);

            waitUntil(() -> {
                System.gc();
                told.clear();
                pool.decay();
                return told.equals(List.of("kept"));
            });
            pool.addDecayListener(kept);
            told.clear();
            pool.decay();

            assertThat(told).as("added twice").containsExactly("kept", "kept");
            assertThat(pool.removeDecayListener(kept)).isTrue();
            pool.decay();
            assertThat(told).as("removed from both places").hasSize(2);
        }
    }

    @Test
    @DisplayName("may add and remove listeners while they are told")
    void mayChangeTheList() {
        try (Pool pool = Pool.builder().capacity(1 << 20).purge(false).build()) {
            DecayListener late = decaying -> told.add("late");
            DecayListener changing = decaying -> {
                told.add("changing");
                pool.addDecayListener(late);
            };
            pool.addDecayListener(changing);

            pool.decay();
            assertThat(told).as("added too late for this visit").containsExactly("changing");
            assertThat(pool.removeDecayListener(changing)).isTrue();
            pool.decay();
            assertThat(told).containsExactly("changing", "late");
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
