package dev.cleave.workshop.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What the contract gives for nothing")
class BlockAllocatorTest {
    private final FixedBooks allocator = new FixedBooks();

    @Test
    @DisplayName("counts free blocks by order, other sizes for the order below")
    void countsBlocks() {
        assertThat(allocator.freeBlocksByOrder()).containsExactly(1, 2, 1);
    }

    @Test
    @DisplayName("adds up free units")
    void addsUnits() {
        assertThat(allocator.freeUnits()).isEqualTo(10);
    }

    @Test
    @DisplayName("rounds a number of units up to an order")
    void roundsUp() {
        assertThat(allocator.allocateUnits(3)).isEqualTo(2);
        assertThatThrownBy(() -> allocator.allocateUnits(5)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5 units");
    }

    @Test
    @DisplayName("words misuse alike, with the offset")
    void misuse() {
        assertThat(Misuse.noBlock(7)).hasMessageContaining("offset 7").hasMessageContaining("freed already");
    }

    @Test
    @DisplayName("has labels for tables")
    void labels() {
        assertThat(ThreadSafety.values()).extracting(ThreadSafety::label).containsExactly("one thread", "any thread");
        assertThat(Progress.values()).extracting(Progress::label)
                .containsExactly("sequential", "blocking", "lock-free");
    }

    /** Shows four free blocks, and answers an allocation by its order. */
    private static final class FixedBooks implements BlockAllocator {
        @Override
        public Description description() {
            return new Description("fixed", "Fixed books", ThreadSafety.ONE_THREAD, Progress.SEQUENTIAL, false, "");
        }

        @Override
        public Shape shape() {
            return new Shape(16, 2);
        }

        @Override
        public long allocate(int order) {
            return order;
        }

        @Override
        public void free(long offset) {
            throw Misuse.noBlock(offset);
        }

        @Override
        public long unitsOf(long offset) {
            throw Misuse.noBlock(offset);
        }

        @Override
        public void forEachFreeBlock(FreeBlockVisitor visitor) {
            visitor.visit(0, 1);
            visitor.visit(2, 2);
            visitor.visit(4, 3);
            visitor.visit(8, 4);
        }

        @Override
        public long metadataBytes() {
            return 0;
        }

        @Override
        public List<String> picture() {
            return List.of();
        }
    }
}
