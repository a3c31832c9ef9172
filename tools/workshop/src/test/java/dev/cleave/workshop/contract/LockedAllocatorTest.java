package dev.cleave.workshop.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.cleave.workshop.Algorithm;
import dev.cleave.workshop.kit.ContractSuite;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayName("An allocator behind a lock")
class LockedAllocatorTest {
    private static BlockAllocator locked(Shape shape) {
        return new LockedAllocator(Algorithm.FREE_TREE.open(shape));
    }

    @TestFactory
    @DisplayName("keeps the contract, with many threads")
    Stream<DynamicTest> keepsTheContract() {
        ContractSuite suite = ContractSuite.of(LockedAllocatorTest::locked).withSeed(System.nanoTime());
        return suite.checks().stream()
                .map(check -> dynamicTest(check.name() + ", seed " + suite.seed(),
                        () -> assertThat(check.run().passed()).isTrue()));
    }

    @Test
    @DisplayName("says that any thread may call it, and that threads wait")
    void saysWhatItIs() {
        Description own = Algorithm.FREE_TREE.description();
        Description description = locked(Shape.of(8)).description();
        assertThat(description.threads()).isEqualTo(ThreadSafety.ANY_THREAD);
        assertThat(description.progress()).isEqualTo(Progress.BLOCKING);
        assertThat(description.name()).isEqualTo("free-tree-locked");
        assertThat(description.aligned()).isEqualTo(own.aligned());
    }
}
