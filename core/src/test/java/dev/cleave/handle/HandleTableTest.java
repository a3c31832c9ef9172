package dev.cleave.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.handle.HandleTable.MoveEnd;
import dev.cleave.histories.Together;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The table of handles")
class HandleTableTest {
    private static final long ADDRESS = 0x7000_0000_1000L;
    private static final long ELSEWHERE = 0x7000_0000_9000L;

    private final HandleTable table = new HandleTable(8, HandleWord.LAST_GENERATION);

    private long open(long address) {
        return table.open(address, 5000, 64);
    }

    @Test
    @DisplayName("knows where a block is, how long and how aligned")
    void knowsABlock() {
        long handle = open(ADDRESS);
        assertThat(table.address(handle)).isEqualTo(ADDRESS);
        assertThat(table.byteSize(handle)).isEqualTo(5000);
        assertThat(table.byteAlignment(handle)).isEqualTo(64);
        assertThat(table.isLive(handle)).isTrue();
        assertThat(table.pin(handle)).isEqualTo(ADDRESS);
    }

    @Test
    @DisplayName("means another place after a move, as often as one likes")
    void moves() {
        long handle = open(ADDRESS);
        for (int round = 0; round < 5; round++) {
            long to = round % 2 == 0 ? ELSEWHERE : ADDRESS;
            assertThat(table.beginMove(handle)).isTrue();
            assertThat(table.beginMove(handle)).as("a second mover").isFalse();
            assertThat(table.endMove(handle, to)).isEqualTo(MoveEnd.MOVED);
            assertThat(table.address(handle)).isEqualTo(to);
        }
    }

    @Test
    @DisplayName("keeps a block where it is that is pinned during its move")
    void cancelled() {
        long handle = open(ADDRESS);
        assertThat(table.beginMove(handle)).isTrue();
        assertThat(table.mayStillMove(handle)).isTrue();
        assertThat(table.pin(handle)).isEqualTo(ADDRESS);
        assertThat(table.mayStillMove(handle)).isFalse();
        table.unpin(handle);
        assertThat(table.endMove(handle, ELSEWHERE)).isEqualTo(MoveEnd.CANCELLED);
        assertThat(table.pin(handle)).isEqualTo(ADDRESS);
    }

    @Test
    @DisplayName("lets readers come and go during a move, which ends when there is none")
    void movesUnderReaders() {
        long handle = open(ADDRESS);
        assertThat(table.pinToRead(handle)).isEqualTo(ADDRESS);
        assertThat(table.beginMove(handle)).as("a move that wants no pins").isFalse();
        assertThat(table.beginMoveUnderReaders(handle)).isTrue();
        assertThat(table.beginMoveUnderReaders(handle)).as("a second mover").isFalse();
        table.setOther(handle, ELSEWHERE);
        assertThat(table.turn(handle)).as("the reader is still there").isFalse();
        assertThat(table.isUndisturbed(handle)).isTrue();
        table.unpin(handle);
        assertThat(table.turn(handle)).isTrue();
        assertThat(table.pinToRead(handle)).as("before the move is over").isEqualTo(ELSEWHERE);
        assertThat(table.other(handle)).as("is still the mover's").isEqualTo(ADDRESS);
        assertThat(table.settle(handle)).isTrue();
        assertThat(table.settle(handle)).as("it is over").isFalse();
    }

    @Test
    @DisplayName("tells the mover of a writer that came before the end, and of one that came behind the turn")
    void writersCancel() {
        long handle = open(ADDRESS);
        assertThat(table.beginMoveUnderReaders(handle)).isTrue();
        table.pinLong(handle);
        table.unpinLong(handle);
        assertThat(table.turn(handle)).isFalse();
        assertThat(table.settle(handle)).isFalse();
        assertThat(table.giveUpMove(handle)).isEqualTo(MoveEnd.CANCELLED);

        assertThat(table.beginMoveUnderReaders(handle)).isTrue();
        table.setOther(handle, ELSEWHERE);
        assertThat(table.turn(handle)).isTrue();
        assertThat(table.pinLong(handle)).isEqualTo(ELSEWHERE);
        assertThat(table.settle(handle)).as("the copy that was left is no good any more").isFalse();
        assertThat(table.beginMoveUnderReaders(handle)).isFalse();
        assertThat(table.giveUpMove(handle)).isEqualTo(MoveEnd.CANCELLED);
        assertThat(table.address(handle)).isEqualTo(ELSEWHERE);
        assertThat(table.beginMoveUnderReaders(handle)).as("while a writer is there").isFalse();
    }

    @Test
    @DisplayName("makes one mover of two that have it pinned, and knows no other place at first")
    void claims() {
        long handle = open(ADDRESS);
        table.pinLong(handle);
        table.pinLong(handle);
        assertThat(table.other(handle)).isZero();
        assertThat(table.claim(handle)).isTrue();
        assertThat(table.claim(handle)).isFalse();
        assertThat(table.giveUpMove(handle)).isEqualTo(MoveEnd.CANCELLED);
        assertThat(table.claim(handle)).isTrue();
    }

    @Test
    @DisplayName("refuses the handles of one that began at another generation, and numbers of slots that it has not")
    void refusesOthers() {
        HandleTable other = new HandleTable(8, 1000, HandleWord.LAST_GENERATION);
        long handle = open(ADDRESS);
        long foreign = other.open(ADDRESS, 1, 1);
        assertThat(other.slotOf(foreign)).isEqualTo(table.slotOf(handle));
        assertThatIllegalStateException().isThrownBy(() -> table.pin(foreign)).withMessageContaining("another table's");
        assertThat(table.isWithin(foreign)).isTrue();
        assertThat(table.isWithin(8)).isFalse();
        assertThat(table.isWithin(-1)).isFalse();
    }

    @Test
    @DisplayName("learns another size from the mover, and keeps the alignment")
    void resizes() {
        long handle = open(ADDRESS);
        assertThat(table.beginMove(handle)).isTrue();
        table.setByteSize(handle, 77);
        assertThat(table.byteSize(handle)).isEqualTo(77);
        assertThat(table.byteAlignment(handle)).isEqualTo(64);
    }

    @Test
    @DisplayName("leaves a block that is freed during its move to the mover")
    void freedDuringAMove() {
        long handle = open(ADDRESS);
        assertThat(table.beginMove(handle)).isTrue();
        assertThat(table.close(handle)).as("the address is the mover's").isZero();
        assertThat(table.endMove(handle, ELSEWHERE)).isEqualTo(MoveEnd.FREED);
        assertThat(open(ADDRESS) & 0xFFFF).as("another slot").isNotEqualTo(handle & 0xFFFF);
        table.recycle(handle);
        assertThat(open(ADDRESS) & 0xFFFF).isEqualTo(handle & 0xFFFF);
    }

    @Test
    @DisplayName("refuses a handle whose slot has another block")
    void anOldHandleIsRefused() {
        long old = open(ADDRESS);
        assertThat(table.close(old)).isEqualTo(ADDRESS);
        table.recycle(old);
        long young = open(ELSEWHERE);
        assertThat(young & 0xFFFF).as("the same slot").isEqualTo(old & 0xFFFF);

        assertThat(table.isLive(old)).isFalse();
        assertThat(table.stateOf(old)).isZero();
        assertThatIllegalStateException().isThrownBy(() -> table.pin(old)).withMessageContaining("freed already");
        assertThatIllegalStateException().isThrownBy(() -> table.pinLong(old)).withMessageContaining("freed already");
        assertThatIllegalStateException().isThrownBy(() -> table.close(old)).withMessageContaining("freed already");
        assertThat(table.beginMove(old)).isFalse();
        assertThat(table.address(young)).isEqualTo(ELSEWHERE);
    }

    @Test
    @DisplayName("lets nobody free what is pinned, or unpin what is not")
    void misuse() {
        long handle = open(ADDRESS);
        table.pin(handle);
        table.pinLong(handle);
        assertThatIllegalStateException().isThrownBy(() -> table.close(handle))
                .withMessageContaining("1 short, 1 long").withMessageContaining("close its pins");
        table.unpin(handle);
        table.unpinLong(handle);
        assertThatIllegalStateException().isThrownBy(() -> table.unpin(handle)).withMessageContaining("no such pin");
        assertThatIllegalStateException().isThrownBy(() -> table.unpinLong(handle));
        assertThat(table.close(handle)).isEqualTo(ADDRESS);
    }

    @Test
    @DisplayName("refuses more pins than a block can have")
    void tooManyPins() {
        long handle = open(ADDRESS);
        for (int pin = 0; pin < HandleWord.MOST_LONG_PINS; pin++) {
            table.pinLong(handle);
        }
        assertThatIllegalStateException().isThrownBy(() -> table.pinLong(handle)).withMessageContaining("4095 long");
        assertThat(table.pin(handle)).isEqualTo(ADDRESS);
    }

    @Test
    @DisplayName("retires a slot whose generations ran out, and says so when none is left")
    void retiresSlots() {
        HandleTable small = new HandleTable(2, 3);
        Set<Long> seen = new HashSet<>();
        for (int life = 0; life < 6; life++) {
            long handle = small.open(ADDRESS, 1, 1);
            assertThat(seen.add(handle)).as("a handle is never given twice").isTrue();
            small.close(handle);
            small.recycle(handle);
        }
        assertThat(small.retired()).isEqualTo(2);
        assertThatIllegalStateException().isThrownBy(() -> small.open(ADDRESS, 1, 1))
                .withMessageContaining("all 2 handles").withMessageContaining("retired (2)");
    }

    @Test
    @DisplayName("gives each slot once, and neighbours in time no common cache line")
    void spreadsSlots() {
        HandleTable large = new HandleTable(150, HandleWord.LAST_GENERATION);
        Set<Long> seen = new HashSet<>();
        long before = -4;
        for (int each = 0; each < 150; each++) {
            long handle = large.open(ADDRESS, 1, 1);
            long slot = handle & 0xFFFF;
            assertThat(slot).isBetween(0L, 149L);
            assertThat(seen.add(slot)).as("slot %d is new", slot).isTrue();
            assertThat(large.usedSlots()).isGreaterThan(slot);
            assertThat(each >= 128 || each % 64 == 0 || Math.abs(slot - before) >= 4)
                    .as("slot %d after %d", slot, before).isTrue();
            before = slot;
        }
        assertThat(large.usedSlots()).isEqualTo(150);
        assertThatIllegalStateException().isThrownBy(() -> large.open(ADDRESS, 1, 1));
    }

    @Test
    @DisplayName("knows whether a block stood where it was, also when it came back")
    void knowsWhatStood() {
        long handle = open(ADDRESS);
        long moves = table.moves(handle);
        long word = table.stateOf(handle);
        assertThat(table.addressIn(handle, word)).isEqualTo(ADDRESS);
        table.pin(handle);
        table.unpin(handle);
        assertThat(table.stood(handle, word, moves)).as("pinned meanwhile").isTrue();
        table.beginMove(handle);
        assertThat(table.stood(handle, word, moves)).as("while it is copied").isTrue();
        table.endMove(handle, ADDRESS + 4096);
        assertThat(table.stood(handle, word, moves)).as("moved").isFalse();
        table.beginMove(handle);
        table.endMove(handle, ADDRESS);
        assertThat(table.stateOf(handle)).as("the word alone does not tell").isEqualTo(word);
        assertThat(table.stood(handle, word, moves)).as("moved and back").isFalse();

        long now = table.moves(handle);
        table.close(handle);
        assertThat(table.stood(handle, word, now)).as("freed").isFalse();
        table.recycle(handle);
        open(ADDRESS);
        assertThat(table.stood(handle, word, now)).as("the slot has another block").isFalse();
    }

    @Test
    @DisplayName("gives a free slot to one thread at a time")
    void threadsShareTheFreeSlots() throws Exception {
        HandleTable shared = new HandleTable(8, HandleWord.LAST_GENERATION);
        Set<Long> held = ConcurrentHashMap.newKeySet();
        List<Callable<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            threads.add(() -> {
                for (int round = 0; round < 100_000; round++) {
                    long first = openAlone(shared, held);
                    long second = openAlone(shared, held);
                    giveBack(shared, held, first);
                    giveBack(shared, held, second);
                }
                return null;
            });
        }
        Together.run(threads);
        assertThat(shared.usedSlots()).isLessThanOrEqualTo(8);
    }

    /**
     * Two are held at a time, and go back in the order in which they came: so a slot comes to the
     * top again below which another one lies.
     */
    private static long openAlone(HandleTable shared, Set<Long> held) {
        long handle = shared.open(ADDRESS, 1, 1);
        assertThat(held.add(handle & 0xFFFF)).as("the slot is nobody else's").isTrue();
        return handle;
    }

    private static void giveBack(HandleTable shared, Set<Long> held, long handle) {
        held.remove(handle & 0xFFFF);
        shared.close(handle);
        shared.recycle(handle);
    }
}
