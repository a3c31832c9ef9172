package dev.cleave.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.workshop.Algorithm;
import dev.cleave.workshop.contract.ThreadSafety;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Allocators are known by name, and opened by it. */
class AllocatorNameTest {
    private static List<AllocatorName> algorithms() {
        return AllocatorName.all().stream().filter(each -> each.algorithm().isPresent()).toList();
    }

    @Test
    void everyAlgorithmOfTheWorkshopIsKnownAndCleaveComesFirst() {
        assertThat(algorithms()).extracting(AllocatorName::label)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Algorithm.values()).map(Algorithm::label).toList())
                .startsWith("cleave");
        for (Algorithm each : Algorithm.values()) {
            AllocatorName name = AllocatorName.require(each.label());
            assertThat(name.summary()).isEqualTo(each.description().title());
            assertThat(name.servesManyThreads()).isEqualTo(each.description().threads() == ThreadSafety.ANY_THREAD);
        }
    }

    @Test
    void anAlgorithmThatLimitsItsOrdersIsOpenedWithTheLargestItCanHaveOrSaysWhyNot() {
        assertThatThrownBy(() -> AllocatorName.require("bitmap-tree").openBlocks(64, 7))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("order 7").hasMessageContaining("none above order 6");
    }

    @Test
    void whatIsNoAlgorithmServesNoBlocksByOrderAndWhatIsNoHeapNoBytes() {
        for (String label : List.of("floor", "reference", "malloc")) {
            assertThatThrownBy(() -> AllocatorName.require(label).openBlocks(64, 0))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage(label + " is no algorithm of the workshop");
        }
        for (String label : List.of("floor", "reference", "llfree")) {
            assertThatThrownBy(() -> AllocatorName.require(label).openBytes(1 << 20, Duration.ofDays(1), 1, 1))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage(label + " serves no memory by the byte");
        }
    }

    @Test
    void everyNameIsAYardstickOrAnAlgorithmOrAPeer() {
        for (AllocatorName name : AllocatorName.all()) {
            assertThat(Stream.of(name.isYardstick(), name.algorithm().isPresent(), name.isPeer()).filter(is -> is))
                    .as("%s is one of the three", name)
                    .hasSize(1);
        }
    }

    @Test
    void theReferenceHasBlocksThatEndForOneThread() {
        AllocatorName reference = AllocatorName.require("reference");
        assertThat(reference).isSameAs(AllocatorName.REFERENCE);
        assertThat(reference.bounded()).isTrue();
        assertThat(reference.servesManyThreads()).isFalse();
        assertThat(reference.freesAcrossThreads()).isFalse();
        assertThat(reference.servesBytes()).isFalse();
        assertThat(reference.hasArenas()).isFalse();
    }

    @Test
    void namesAreFoundAndListed() {
        for (AllocatorName name : AllocatorName.all()) {
            assertThat(AllocatorName.named(name.label())).contains(name);
            assertThat(AllocatorName.labels()).contains(name.label());
            assertThat(name.summary()).isNotBlank();
        }
        assertThat(AllocatorName.named("pear")).isEmpty();
        assertThatThrownBy(() -> AllocatorName.require("pear"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("unknown allocator 'pear': must be one of floor, reference, cleave, ");
    }
}
