package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class PoolBudgetTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path directory;

    private static PoolBuilder pool(MemoryBudget budget) {
        return Pool.builder().capacity(96 * MIB).budget(budget).purge(false);
    }

    @Test
    void aPoolGivesBackWhatItKeepsFreeWhenAnotherGrows() {
        MemoryBudget budget = MemoryBudget.of(96 * MIB);
        try (Pool hoarder = pool(budget).build(); Pool needy = pool(budget).build()) {
            MemorySegment block = hoarder.allocate(64 * MIB);
            block.fill((byte) 1);
            hoarder.free(block);
            assertThat(hoarder.region().residentBytes()).isEqualTo(64 * MIB);

            for (int i = 0; i < 80; i++) {
                needy.allocate(MIB).fill((byte) 2);
            }

            assertThat(hoarder.region().residentBytes() + needy.region().residentBytes()).isLessThanOrEqualTo(96 * MIB);
            assertThat(budget.reservedBytes()).isLessThanOrEqualTo(96 * MIB);
        }
        assertThat(budget.reservedBytes()).isZero();
        assertThat(budget.promisedBytes()).isZero();
    }

    @Test
    void preFaultingMoreThanIsLeftIsRefusedAndNothingIsCounted() {
        MemoryBudget budget = MemoryBudget.of(100 * MIB);
        try (Pool first = pool(budget).build()) {
            first.allocate(32 * MIB);
            PoolBuilder eager = pool(budget).name("eager").prefault(true);

            assertThatExceptionOfType(BudgetExceededException.class)
                    .isThrownBy(eager::build)
                    .withMessageContaining("pool eager cannot commit 100663296 bytes at once: 71303168 are left");
            assertThat(budget.reservedBytes()).isEqualTo(32 * MIB);
            assertThat(budget.promisedBytes()).isEqualTo(96 * MIB);
            eager.capacity(64 * MIB).build().close();
        }
    }

    @Test
    void aPoolThatCannotBeOpenedIsNotCounted() {
        MemoryBudget budget = MemoryBudget.of(100 * MIB);
        PoolBuilder impossible = pool(budget).operatingSystem(OperatingSystem.portable()).node(0);

        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(impossible::build);
        assertThat(budget.promisedBytes()).isZero();
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void memoryOfFilesIsNotCounted() {
        MemoryBudget budget = MemoryBudget.of(MIB);
        try (Pool pool = pool(budget).source(MemorySource.file(directory.resolve("file"))).prefault(true).build()) {
            assertThat(pool.committedBytes()).isEqualTo(96 * MIB);
            assertThat(budget.promisedBytes()).isZero();
        }
    }

    @Test
    void whatIsTrimmedMayBeCommittedByOthers() {
        MemoryBudget budget = MemoryBudget.of(96 * MIB);
        try (Pool pool = pool(budget).build()) {
            long address = pool.allocateAddress(80 * MIB);
            assertThat(budget.reservedBytes()).isEqualTo(80 * MIB);
            pool.free(address);
            pool.trim();

            assertThat(budget.reservedBytes()).isEqualTo(BudgetAccount.CHUNK);
        }
    }

    @Test
    void aPoolOfDefaultCapacityTakesHalfOfWhatIsLeftAtMost() {
        MemoryBudget budget = MemoryBudget.of(64 * MIB);
        try (Pool first = Pool.builder().budget(budget).build();
                Pool second = Pool.builder().budget(budget).build()) {
            assertThat(first.capacity()).isEqualTo(32 * MIB);
            assertThat(second.capacity()).isEqualTo(16 * MIB);
        }
    }
}
