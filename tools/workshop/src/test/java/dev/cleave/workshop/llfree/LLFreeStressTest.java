package dev.cleave.workshop.llfree;

import dev.cleave.workshop.check.OwnedUnits;
import dev.cleave.workshop.contract.Shape;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("LLFree's two levels, many threads")
class LLFreeStressTest {
    @ParameterizedTest(name = "{0} units, orders to {1}")
    @CsvSource({"13, 3, 3", "1000, 9, 8", "20000, 10, 10", "70000, 10, 6"})
    @DisplayName("no unit has two owners, and all is as fresh in the end")
    void owners(int units, int maxOrder, int mostOrder) throws Exception {
        LLFree allocator = new LLFree(new Shape(units, maxOrder));
        new OwnedUnits(allocator, mostOrder, (order, random) -> allocator.allocate(order)).run(4, 600,
                System.nanoTime());
    }

    @ParameterizedTest(name = "{0} units, order {1}")
    @CsvSource({"4, 0", "16, 0", "4096, 0", "4096, 3", "40000, 0", "4096, 8", "16384, 9", "16384, 10"})
    @DisplayName("nobody is refused a block of a share that all can have")
    void neverRefused(int units, int order) throws Exception {
        LLFree allocator = new LLFree(new Shape(units, Math.min(10, Shape.of(units).maxOrder())));
        OwnedUnits.neverRefused(allocator, order, 4, 300);
        allocator.verify();
    }

    @ParameterizedTest(name = "order {0}")
    @CsvSource({"0", "7", "9", "10"})
    @DisplayName("of two that free one block at once, one is refused")
    void racingFrees(int order) throws Exception {
        OwnedUnits.freeTogether(new LLFree(new Shape(4096, 10)), order, 300);
    }
}
