package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.Stripes;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The current slabs of stripes")
class CurrentsTest {
    private final Slab none = new Slab(new Shelf(SlabClass.of(0, 12)));

    @Test
    @DisplayName("have a place of their own for each stripe and class")
    void haveTheirPlaces() {
        Currents currents = new Currents(Stripes.of(8), none);
        Set<Integer> places = new HashSet<>();
        for (int stripe = 0; stripe < currents.stripes(); stripe++) {
            for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
                int place = currents.at(stripe, sizeClass);
                assertThat(places.add(place)).isTrue();
                assertThat(currents.get(place)).isSameAs(none);
            }
        }
        assertThat(places).hasSize(8 * SizeClasses.COUNT);
    }

    @Test
    @DisplayName("of two stripes lie two cache lines apart")
    void lieApart() {
        Currents currents = new Currents(Stripes.of(2), none);
        int lastOfFirst = currents.at(0, SizeClasses.COUNT - 1);
        assertThat(currents.at(1, 0) - lastOfFirst).isGreaterThanOrEqualTo(32);
    }

    @Test
    @DisplayName("are those of the stripe that the chooser says now")
    void followTheChooser() {
        AtomicInteger processor = new AtomicInteger();
        Currents currents = new Currents(Stripes.of(4).chosenBy(processor::get), none);
        Slab other = new Slab(none.shelf);
        currents.set(currents.at(3, 5), other);
        assertThat(currents.get(currents.mine(5))).isSameAs(none);
        processor.set(7);
        assertThat(currents.stripe()).as("the low bits count").isEqualTo(3);
        assertThat(currents.get(currents.mine(5))).isSameAs(other);
        processor.set(-1);
        assertThat(currents.stripe()).isEqualTo(3);
    }
}
