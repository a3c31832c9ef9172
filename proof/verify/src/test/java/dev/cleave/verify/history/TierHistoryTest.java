package dev.cleave.verify.history;

import dev.cleave.handle.HandleTable;
import dev.cleave.handle.HandleWord;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * An object of two places that is read and written under pins while it moves from one to the other,
 * as {@code dev.cleave.tiers} moves objects: readers leave a move alone, writers cancel it.
 *
 * <p><strong>What is linearizable.</strong> The object is a register. That a move succeeds is
 * nobody's right, so it has no answer; but what was written is read, wherever the object is.
 */
@DisplayName("An object that moves under readers")
class TierHistoryTest {
    @Test
    @DisplayName("is a register in every interleaving looked at")
    void modelChecked() {
        LinearizableSpace.modelChecking(PlainRegister.class)
                .actorsBefore(0)
                .iterations(2 * LinearizableSpace.FACTOR)
                .check(MovingRegister.class);
    }

    @Test
    @DisplayName("is a register under real threads")
    void stressed() {
        LinearizableSpace.stress(PlainRegister.class)
                .actorsBefore(0)
                .iterations(2 * LinearizableSpace.FACTOR)
                .check(MovingRegister.class);
    }

    /** One object of a table, and what is in each of its places. */
    @Param(name = "value", gen = IntGen.class, conf = "1:9")
    public static class MovingRegister {
        private static final int FIRST = 1;
        private static final int SECOND = 2;

        private final HandleTable table = new HandleTable(1, HandleWord.LAST_GENERATION);
        private final long handle = table.open(FIRST, 1, 1);
        private final AtomicLongArray places = new AtomicLongArray(SECOND + 1);

        /** Reads it, with a pin that leaves a move alone. */
        @Operation
        public long read() {
            long place = table.pinToRead(handle);
            long value = places.get((int) place);
            table.unpin(handle);
            return value;
        }

        /** Writes it, with a pin that cancels a move. */
        @Operation
        public void write(@Param(name = "value") int value) {
            long place = table.pinLong(handle);
            places.set((int) place, value);
            table.unpinLong(handle);
        }

        /** Copies it to the other place, which then counts, unless somebody wrote it or has it pinned. */
        @Operation
        public void move() {
            if (table.beginMoveUnderReaders(handle)) {
                int from = (int) table.address(handle);
                int to = FIRST + SECOND - from;
                places.set(to, places.get(from));
                table.setOther(handle, to);
                boolean unused = table.turn(handle);
                table.setOther(handle, 0);
                if (!table.settle(handle)) {
                    table.giveUpMove(handle);
                }
            }
        }
    }

    /** The specification. */
    public static class PlainRegister {
        private long value;

        /** What was written last. */
        public long read() {
            return value;
        }

        /** Writes it. */
        public void write(int newValue) {
            value = newValue;
        }

        /** Changes nothing that anybody sees. */
        public void move() {}
    }
}
