package dev.cleave.tiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.histories.Together;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Changes that wait to be told")
class ChangesTest {
    private static final int THREADS = 3;
    private static final int EACH = 2_000;

    private final Changes changes = new Changes();
    private final List<Long> told = new ArrayList<>();

    private void add(long... handles) {
        for (long handle : handles) {
            changes.add(new Changes.Change(), handle);
        }
    }

    @Test
    @DisplayName("are told in their order, those that come meanwhile last")
    void inOrder() {
        add(1, 2, 3);

        changes.tell(handle -> {
            if (handle == 1) {
                add(4, 5);
            }
            told.add(handle);
        });

        assertThat(told).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(changes.waiting()).isZero();
    }

    @Test
    @DisplayName("stay, from the one on that could not be told")
    void staysUntold() {
        add(1, 2, 3);

        assertThatThrownBy(() -> changes.tell(handle -> {
            if (handle == 2) {
                throw new OutOfMemoryError("full");
            }
            told.add(handle);
        })).isInstanceOf(OutOfMemoryError.class);
        add(4);
        changes.tell(told::add);

        assertThat(told).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    @DisplayName("of many threads are all told, those of one thread in its order")
    void threads() throws Exception {
        List<Callable<Void>> work = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            long first = (long) thread * EACH;
            work.add(() -> {
                for (int each = 0; each < EACH; each++) {
                    add(first + each);
                }
                return null;
            });
        }
        work.add(() -> {
            while (told.size() < THREADS * EACH) {
                changes.tell(told::add);
            }
            return null;
        });

        Together.run(work);

        for (int thread = 0; thread < THREADS; thread++) {
            long first = (long) thread * EACH;
            assertThat(told.stream().filter(handle -> handle / EACH * EACH == first)).hasSize(EACH).isSorted();
        }
    }
}
