package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class DiskRoomTest {
    private static final long MIB = 1 << 20;
    private static final MemorySource FILE = MemorySource.file(Path.of("somewhere"));

    private final ScriptedSystem system = new ScriptedSystem();

    private Region open(long grain) {
        system.roomGrain = grain;
        return Region.open(system, FILE, 16 * MIB, 4096);
    }

    @Test
    void roomIsMadeOnceAGrainAndForAdjacentOnesTogether() {
        try (Region region = open(2 * MIB)) {
            region.makeRoom(3 * MIB, 10);
            region.makeRoom(3 * MIB + 4096, 100);
            region.makeRoom(0, 16 * MIB);

            assertThat(system.calls).containsExactly("room 2097152 2097152", "room 0 2097152", "room 4194304 12582912");
        }
    }

    @Test
    void theLastGrainEndsWithTheFile() {
        system.roomGrain = 2 * MIB;
        try (Region region = Region.open(system, FILE, 3 * MIB, 4096)) {
            region.makeRoom(2 * MIB + 5, 1);

            assertThat(system.calls).containsExactly("room 2097152 1048576");
        }
    }

    @Test
    void whatIsDroppedHasToBeMadeAgain() {
        try (Region region = open(MIB)) {
            region.makeRoom(0, 4 * MIB);
            region.drop(MIB + 4096, MIB);
            system.calls.clear();

            region.makeRoom(0, 4 * MIB);

            assertThat(system.calls).containsExactly("room 1048576 2097152");
        }
    }

    @Test
    void aFullDiskIsFoundBeforeAStoreAndSaysWhatWasAskedAndIsFree() {
        try (Region region = open(MIB)) {
            system.diskBytes = 3 * MIB / 2;
            region.makeRoom(0, 1);

            assertThatExceptionOfType(DiskFullException.class)
                    .isThrownBy(() -> region.makeRoom(0, 2 * MIB))
                    .withMessageContaining("fallocate failed with ENOSPC (28, no space left on device)")
                    .withMessageContaining("room for 1048576 bytes at offset 1048576 of file somewhere")
                    .withMessageContaining("disk full: 524288 bytes are free on its file system")
                    .satisfies(full -> assertThat(full.askedBytes()).isEqualTo(MIB))
                    .satisfies(full -> assertThat(full.freeBytes()).isEqualTo(MIB / 2));
            system.diskBytes = 8 * MIB;
            region.makeRoom(0, 2 * MIB);
            assertThat(system.calls).endsWith("room 1048576 1048576");
        }
    }

    @Test
    void aFileSystemThatCannotSayIsAskedOnceAndTheRegionSaysSo() {
        try (Region region = open(MIB)) {
            system.diskBytes = -1;

            region.makeRoom(0, MIB);
            region.makeRoom(4 * MIB, MIB);

            assertThat(system.calls).containsExactly("room 0 1048576");
            assertThat(region.backing())
                    .isEqualTo("file somewhere, without room made for it beforehand as its file system"
                            + " cannot: a store may meet a full disk");
        }
    }

    @Test
    void memoryWithoutAFileNeedsNone() {
        try (Region region = Region.open(system, MemorySource.anonymous(), MIB, 4096)) {
            assertThat(region.needsRoom()).isFalse();
            region.makeRoom(0, MIB);

            assertThat(system.calls).isEmpty();
        }
    }

    @Test
    void aRangeBeyondTheRegionIsRefusedAndSoIsAClosedOne() {
        Region region = open(MIB);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> region.makeRoom(16 * MIB, 1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> region.makeRoom(-1, 1));
        region.close();

        assertThatIllegalStateException().isThrownBy(() -> region.makeRoom(0, 1));
    }

    /** Race: a grain holds a page that is dropped and one that room is made for. */
    @Test
    void roomThatIsMadeIsNotTakenByADropBesideIt() throws InterruptedException {
        BitSet holes = new BitSet();
        system.roomGrain = 2 * MIB;
        system.onRoom = (offset, bytes) -> holes.clear((int) (offset >> 12), (int) (offset + bytes >> 12));
        system.onDrop = (offset, bytes) -> holes.set((int) (offset >> 12), (int) (offset + bytes >> 12));
        try (Region region = Region.open(system, FILE, 2 * MIB, 4096)) {
            region.drop(0, 2 * MIB);
            AtomicBoolean done = new AtomicBoolean();
            Thread dropper = Thread.ofPlatform().start(() -> {
                while (!done.get()) {
                    region.drop(MIB, MIB);
                }
            });
            for (int page = 0; page < 256; page++) {
                region.makeRoom(4096L * page, 4096);
                region.makeRoom(MIB + 4096L * page, 4096);
                region.makeRoom(4096L * page, 4096);
                synchronized (system) {
                    assertThat(holes.get(page)).as("page " + page).isFalse();
                }
            }
            done.set(true);
            dropper.join();
            region.drop(MIB, MIB);
            region.makeRoom(MIB, MIB);
            assertThat(holes.isEmpty()).as("all has room when nobody drops any more").isTrue();
        }
    }
}
