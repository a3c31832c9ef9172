package dev.cleave.workshop.linux;

import dev.cleave.workshop.check.OwnedUnits;
import dev.cleave.workshop.contract.Shape;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The binary buddy as Linux has it, many threads")
class LinuxBuddyStressTest {
    @ParameterizedTest(name = "{0} units")
    @CsvSource({"13, 2", "1000, 4", "20000, 10"})
    @DisplayName("no unit has two owners, and all joins again in the end")
    void owners(int units, int mostOrder) throws Exception {
        long seed = System.nanoTime();
        LinuxBuddy buddy = new LinuxBuddy(Shape.of(units));
        new OwnedUnits(buddy, mostOrder, (order, random) -> buddy.allocate(order, Mobility.of(random.nextInt(3))))
                .run(4, 700, seed);
    }

    @ParameterizedTest(name = "{0} units, order {1}")
    @CsvSource({"4, 0", "16, 0", "4096, 0", "4096, 3", "40000, 0", "4096, 6"})
    @DisplayName("nobody is refused a block of a share that all can have")
    void neverRefused(int units, int order) throws Exception {
        OwnedUnits.neverRefused(new LinuxBuddy(Shape.of(units)), order, 4, 300);
    }

    @ParameterizedTest(name = "order {0}")
    @CsvSource({"0", "5"})
    @DisplayName("of two that free one block at once, one is refused")
    void racingFrees(int order) throws Exception {
        OwnedUnits.freeTogether(new LinuxBuddy(Shape.of(4096)), order, 500);
    }
}
