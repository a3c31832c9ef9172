package dev.cleave.buddy;

import static dev.cleave.buddy.BuddySpace.NO_BLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of the space, one sentence a test, in one thread. */
class BuddySpaceContractTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 63, 64, 65, 127, 4095, 4096, 4097, 262_143, 262_144, 262_145, 1 << 20})
    void aSpaceOfAnySizeGivesEveryUnitOnceAndIsThenFull(long units) {
        BuddySpace space = BuddySpace.of(units);
        long[] offsets = new long[Math.toIntExact(units) + 1];

        int got = space.allocateMany(0, offsets, 0, offsets.length);

        assertThat(got).isEqualTo(Math.toIntExact(units));
        assertThat(Arrays.stream(offsets, 0, got).sorted().toArray()).isEqualTo(LongStream.range(0, units).toArray());
        assertThat(space.allocate(0)).isEqualTo(NO_BLOCK);
        assertThat(space.freeUnits()).isZero();

        space.freeMany(offsets, 0, got);

        assertThat(space.freeBlocksByOrder()).isEqualTo(new PlainBuddy(units).freeBlocksByOrder());
        assertThat(space.allocate(space.maxOrder())).isNotEqualTo(NO_BLOCK);
        space.verify();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 64, 100, 4096, 5000, 262_144, 300_000})
    void eachOrderIsAlignedToItsSizeAndFillsTheSpace(long units) {
        BuddySpace space = BuddySpace.of(units);
        for (int order = 0; order <= space.maxOrder(); order++) {
            CheckedSpace checked = new CheckedSpace(space);
            int fitting = Math.toIntExact(units >> order);

            assertThat(checked.allocateMany(order, fitting + 1)).isEqualTo(fitting);

            checked.freeAll();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3, 63, 64, 65, 100, 129, 4095, 4096, 4097, 5000, 8193})
    void aBlockIsCutToAnyLengthAndItsTailIsFreeToTheUnit(long count) {
        for (long kept : new long[] {1, 2, 3, 63, 64, 65, 100, 128, 4095, 4096, 4097}) {
            CheckedSpace checked = new CheckedSpace(BuddySpace.of(1 << 14));
            long block = checked.allocateUnits(count);
            if (kept <= count) {
                assertThat(checked.resize(block, kept)).isTrue();
                checked.checkFigures();
                assertThat(checked.resize(block, count)).as("%d of %d and back", kept, count).isTrue();
            }
            checked.checkFigures();
            checked.freeAll();
        }
    }

    @Test
    void aBlockGrowsWhereItLiesUntilItMeetsTheNextOne() {
        BuddySpace space = BuddySpace.of(1 << 13);
        long block = space.allocate(0);
        assertThat(space.allocateAt(300, 0)).isTrue();
        for (long count = 2; count <= 300; count++) {
            assertThat(space.resize(block, count)).as("%d units", count).isTrue();
        }

        assertThat(space.resize(block, 301)).as("the 301st is another's").isFalse();
        assertThat(space.unitsOf(block)).isEqualTo(300);

        space.free(300);
        assertThat(space.resize(block, 1 << 13)).as("the whole space").isTrue();
        assertThat(space.freeUnits()).isZero();
        space.verify();
        space.free(block);
        space.verify();
    }

    @Test
    void aBlockGrowsIntoWhatMagazinesKeep() {
        BuddySpace space = BuddySpace.of(1 << 13);
        long[] units = new long[8];
        space.allocateMany(0, units, 0, 8);
        Arrays.sort(units);
        for (int each = 1; each < 8; each++) {
            space.free(units[each]);
        }
        assertThat(space.snapshot().magazineUnits()).isPositive();

        assertThat(space.resize(units[0], 8)).isTrue();
        space.verify();
    }

    @Test
    void anExtentLiesWhereNoAlignedBlockOfItsLengthDoes() {
        BuddySpace space = BuddySpace.of(1 << 14);
        long all = space.allocate(14);
        assertThat(space.resize(all, 70)).isTrue();
        assertThat(space.allocateAt(128, 7)).isTrue();
        assertThat(space.allocateAt(1 << 13, 13)).isTrue();
        assertThat(space.allocateAt(4096, 12)).isTrue();
        assertThat(space.allocateAt(2048, 11)).isTrue();
        assertThat(space.allocateAt(1024, 10)).isTrue();

        assertThat(space.allocateExtent(40)).as("in the hole of 58 units at 70").isBetween(70L, 88L);
        long across = space.allocateExtent(700);
        assertThat(across).as("aligned, 700 units would need 1024").isBetween(256L, 324L);
        assertThat(space.allocateUnits(512)).isEqualTo(BuddySpace.NO_BLOCK);
        assertThat(space.unitsOf(across)).isEqualTo(700);
        assertThatExceptionOfType(InvalidBlockException.class).isThrownBy(() -> space.free(across + 699))
                .withMessageContaining("" + across);
        space.verify();
        space.free(across);
        space.verify();
        assertThat(space.allocateExtent(769)).as("a hole of 768 is left, no longer one").isEqualTo(BuddySpace.NO_BLOCK);
        assertThat(space.allocateExtent(768)).isEqualTo(256);
        space.verify();
    }

    @Test
    void aClaimAtFirstSightLeavesMagazinesAlone() {
        BuddySpace space = BuddySpace.of(1 << 13);
        space.free(space.allocate(0));
        long kept = space.snapshot().magazineUnits();
        assertThat(kept).isPositive();

        assertThat(space.tryAllocateAt(0, 4096)).as("a unit of it lies in a magazine").isFalse();
        assertThat(space.snapshot().magazineUnits()).isEqualTo(kept);
        assertThat(space.tryAllocateAt(4000, 4192)).isTrue();
        assertThat(space.tryAllocateAt(4096, 1)).isFalse();
        space.free(4000);
        assertThat(space.allocateAt(0, 12)).as("whoever looks again empties magazines").isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> space.tryAllocateAt(1, 8192))
                .withMessageContaining("8192");
        assertThatIllegalArgumentException().isThrownBy(() -> space.tryAllocateAt(1 << 13, 1));
        space.verify();
    }

    @Test
    void aPowerOfTwoThatIsNotAlignedIsFreedAsItWasTaken() {
        BuddySpace space = BuddySpace.of(100);
        assertThat(space.allocateAt(0, 0)).isTrue();
        assertThat(space.allocateAt(36, 2)).isTrue();
        assertThat(space.allocateAt(40, 3)).isTrue();
        assertThat(space.allocateAt(48, 4)).isTrue();
        assertThat(space.allocateAt(64, 5)).isTrue();
        assertThat(space.allocateAt(96, 2)).isTrue();

        long block = space.allocateExtent(32);
        assertThat(block).as("35 units are free from 1").isBetween(1L, 4L);
        assertThat(space.unitsOf(block)).isEqualTo(32);
        assertThat(space.orderOf(block)).isEqualTo(5);
        space.verify();
        space.free(block);
        space.verify();
        assertThat(space.freeUnits()).isEqualTo(35);
    }

    @Test
    void aBlockThatWouldLeaveTheSpaceDoesNotGrow() {
        BuddySpace space = BuddySpace.of(100);
        assertThat(space.allocateAt(4, 1)).isTrue();
        assertThat(space.resize(4, 5)).as("wherever it lies").isTrue();
        assertThat(space.resize(4, 4)).isTrue();
        assertThat(space.allocateAt(96, 2)).isTrue();
        assertThat(space.resize(96, 5)).as("4 units are left").isFalse();
        for (long count : new long[] {0, -1, 101, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThatIllegalArgumentException().isThrownBy(() -> space.resize(4, count))
                    .withMessageContaining("" + count);
        }
        assertThat(space.unitsOf(4)).isEqualTo(4);
        for (long wrong : new long[] {-1, 5, 50, 97, 100, Long.MIN_VALUE}) {
            assertThatExceptionOfType(InvalidBlockException.class).isThrownBy(() -> space.resize(wrong, 2))
                    .withMessageContaining("" + wrong);
        }
        space.free(4);
        assertThatExceptionOfType(InvalidBlockException.class).isThrownBy(() -> space.resize(4, 2));
        space.verify();
        assertThat(space.freeUnits()).isEqualTo(96);
    }

    @ParameterizedTest
    @ValueSource(
            longs = {1, 2, 3, 5, 9, 17, 31, 33, 63, 64, 65, 100, 127, 129, 1000, 4095, 4096, 4097, 5000, 8191, 8193})
    void anExactRunTakesNoUnitMore(long count) {
        BuddySpace space = BuddySpace.of(1 << 16);

        long offset = space.allocateUnits(count);

        assertThat(space.freeUnits()).isEqualTo((1 << 16) - count);
        assertThat(space.unitsOf(offset)).isEqualTo(count);
        assertThat(1L << space.orderOf(offset)).isGreaterThanOrEqualTo(count).isLessThan(2 * count);
        assertThat(offset % (1L << space.orderOf(offset))).isZero();
        space.verify();

        space.free(offset);

        assertThat(space.allocate(16)).isZero();
    }

    @Test
    void theTailOfAnExactRunServesOthers() {
        BuddySpace space = BuddySpace.of(128);
        long run = space.allocateUnits(100);

        long[] rest = new long[28];

        assertThat(run).isZero();
        assertThat(space.allocateMany(0, rest, 0, 28)).isEqualTo(28);
        assertThat(Arrays.stream(rest)).allMatch(unit -> unit >= 100);
        assertThat(space.allocate(0)).isEqualTo(NO_BLOCK);
    }

    @Test
    void aRunMayReachIntoTheTailThatAnotherLeft() {
        BuddySpace space = BuddySpace.of(64);
        assertThat(space.allocateAt(0, 5)).isTrue();
        assertThat(space.allocateAt(60, 2)).isTrue();

        assertThat(space.allocateUnits(28)).isEqualTo(32);
        assertThat(space.freeUnits()).isZero();
    }

    @Test
    void buddiesCoalesceAndTheWholeCanBeHadAtOnce() {
        BuddySpace space = BuddySpace.of(1 << 18);
        long[] all = new long[1 << 18];
        space.allocateMany(0, all, 0, all.length);

        Arrays.stream(all).filter(unit -> unit % 2 == 1).forEach(space::free);
        assertThat(space.freeBlocksByOrder()[0]).isEqualTo(1 << 17);
        assertThat(space.allocate(1)).isEqualTo(NO_BLOCK);
        Arrays.stream(all).filter(unit -> unit % 2 == 0).forEach(space::free);

        assertThat(space.allocate(18)).isZero();
    }

    @Test
    void blocksInMagazinesCountAsFreeAndAreGivenBackWhenTheyAreMissed() {
        BuddySpace space = BuddySpace.builder(64).stripes(1).build();
        long[] all = new long[64];
        space.allocateMany(0, all, 0, 64);
        Arrays.stream(all).forEach(space::free);

        assertThat(space.freeUnits()).isEqualTo(64);
        assertThat(space.freeBlocksByOrder()[6]).isEqualTo(1);
        assertThat(space.usedUnits(64)).containsExactly(0);
        assertThat(space.allocateUnits(64)).isZero();
    }

    @Test
    void flushingChangesNoFigure() {
        BuddySpace space = BuddySpace.of(5000);
        long kept = space.allocate(3);
        long[] freed = new long[40];
        space.allocateMany(0, freed, 0, 40);
        Arrays.stream(freed).forEach(space::free);
        long[] before = space.freeBlocksByOrder();

        space.flush();

        assertThat(space.freeBlocksByOrder()).isEqualTo(before);
        assertThat(space.isBlock(kept)).isTrue();
        space.verify();
    }

    @Test
    void aRangeIsClaimedWholeOrNotAtAll() {
        BuddySpace space = BuddySpace.of(4160);

        assertThat(space.allocateAt(4096, 6)).isTrue();
        assertThat(space.allocateAt(4096, 0)).isFalse();
        assertThat(space.allocateAt(4159, 0)).isFalse();
        assertThat(space.allocateAt(17, 0)).isTrue();
        assertThat(space.allocateAt(0, 12)).isFalse();
        assertThat(space.allocateAt(16, 1)).isFalse();
        assertThat(space.freeUnits()).isEqualTo(4160 - 64 - 1);

        space.free(17);

        assertThat(space.allocateAt(0, 12)).isTrue();
        assertThat(space.freeUnits()).isZero();
        space.verify();
    }

    @Test
    void aRangeIsClaimedThoughMagazinesHoldPartsOfIt() {
        BuddySpace space = BuddySpace.builder(4096).stripes(1).build();
        long[] some = new long[16];
        space.allocateMany(0, some, 0, 16);
        Arrays.stream(some).forEach(space::free);

        assertThat(space.allocateAt(0, 12)).isTrue();
    }

    @Test
    void theIndicesTellLackFromScatter() {
        BuddySpace space = BuddySpace.of(64);
        long[] all = new long[64];
        space.allocateMany(0, all, 0, 64);
        assertThat(space.fragmentationIndex(1)).isZero();
        assertThat(space.unusableFreeSpaceIndex(1)).isZero();

        LongStream.range(0, 64).filter(unit -> unit % 2 == 0).forEach(space::free);

        assertThat(space.fragmentationIndex(0)).isEqualTo(-1);
        assertThat(space.fragmentationIndex(1)).isEqualTo(1 - (1 + 16.0) / 32);
        assertThat(space.fragmentationIndex(6)).isEqualTo(1 - (1 + 0.5) / 32);
        assertThat(space.unusableFreeSpaceIndex(0)).isZero();
        assertThat(space.unusableFreeSpaceIndex(1)).isEqualTo(1);
    }

    @Test
    void everyMisuseOfFreeNamesTheOffsetAndHarmsNothing() {
        CheckedSpace checked = new CheckedSpace(BuddySpace.of(5000));
        checked.allocateAt(128, 3);
        checked.allocateAt(4096, 0);
        checked.free(4096);

        checked.free(4096);
        checked.free(129);
        checked.free(135);
        checked.free(136);
        checked.free(4999);
        checked.free(5000);
        checked.free(-1);
        checked.free(Long.MAX_VALUE);
        checked.free(Long.MIN_VALUE);

        checked.checkFigures();
        checked.checkPlace(128);
        checked.freeAll();
    }

    @Test
    void aDoubleFreeIsSeenWhetherABlockLiesInAMagazineOrInTheTree() {
        CheckedSpace checked = new CheckedSpace(BuddySpace.of(4096));
        long block = checked.allocate(2);
        checked.free(block);
        checked.free(block);
        checked.space().flush();
        checked.free(block);
        checked.checkFigures();
    }

    @Test
    void aFreedBlockIsToldFromAnOffsetThatNeverWasOne() {
        BuddySpace space = BuddySpace.of(4096);
        space.allocateAt(64, 4);
        space.free(64);

        assertThatExceptionOfType(InvalidBlockException.class).isThrownBy(() -> space.free(64))
                .extracting(InvalidBlockException::reason).isEqualTo(InvalidBlockException.Reason.FREED_TWICE);
        assertThatExceptionOfType(InvalidBlockException.class).isThrownBy(() -> space.free(65))
                .extracting(InvalidBlockException::reason).isEqualTo(InvalidBlockException.Reason.NEVER_ALLOCATED);
    }

    @Test
    void aBulkFreeWithOneBadOffsetIsRefusedAndLosesNothing() {
        CheckedSpace checked = new CheckedSpace(BuddySpace.of(4096));
        long[] offsets = LongStream.range(0, 20).map(each -> checked.allocate(0)).toArray();
        offsets[10] = 4095;

        checked.freeMany(offsets);

        checked.checkFigures();
        checked.freeAll();
    }

    @Test
    void aBulkFreeWithOneOffsetTwiceIsRefusedAndLosesNothing() {
        CheckedSpace checked = new CheckedSpace(BuddySpace.of(4096));
        long[] offsets = LongStream.range(0, 20).map(each -> checked.allocate(0)).toArray();
        offsets[13] = offsets[2];

        checked.freeMany(offsets);

        checked.checkFigures();
        checked.freeAll();
    }

    @Test
    void bulkCallsKeepToTheirPartOfTheArray() {
        BuddySpace space = BuddySpace.of(64);
        long[] offsets = new long[8];

        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> space.allocateMany(0, offsets, -1, 4));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> space.allocateMany(0, offsets, 6, 4));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> space.allocateMany(0, offsets, 0, -1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> space.freeMany(offsets, 6, 4));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> space.freeMany(offsets, -1, 1));
        assertThat(space.allocateMany(0, offsets, 8, 0)).isZero();
        assertThat(space.freeUnits()).isEqualTo(64);
    }

    @Test
    void sizesOutOfRangeAreRefusedByName() {
        CheckedSpace checked = new CheckedSpace(BuddySpace.of(100));
        checked.allocate(-1);
        checked.allocate(7);
        checked.allocate(Integer.MAX_VALUE);
        checked.allocateUnits(0);
        checked.allocateUnits(-5);
        checked.allocateUnits(101);
        checked.allocateUnits(Long.MAX_VALUE);
        assertThatIllegalArgumentException().isThrownBy(() -> checked.space().allocateMany(7, new long[1], 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> checked.space().usedUnits(0));
        checked.checkFigures();
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> BuddySpace.of(0));
        assertThatIllegalArgumentException().isThrownBy(() -> BuddySpace.of(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> BuddySpace.builder(64).stripes(0).build());
        assertThatIllegalArgumentException().isThrownBy(() -> BuddySpace.builder(64).stripes(3).build());
        assertThatIllegalArgumentException().isThrownBy(() -> BuddySpace.builder(64).stripes(-2).build());
        MemorySegment tooSmall = MemorySegment.ofArray(new long[1]).asSlice(0, 1);
        assertThatIllegalArgumentException().isThrownBy(() -> BuddySpace.builder(1 << 20).metadata(tooSmall).build());
    }

    @Test
    void metadataMayLieInASegmentAndTakesAsMuchAsWasSaid() {
        try (Arena arena = Arena.ofShared()) {
            long bytes = BuddySpace.metadataBytes(5000);
            MemorySegment segment = arena.allocate(bytes, Long.BYTES);
            BuddySpace space = BuddySpace.builder(5000).metadata(segment).build();
            CheckedSpace checked = new CheckedSpace(space);

            checked.allocateMany(0, 5000);

            assertThat(segment.mismatch(MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]))).isNotEqualTo(-1);
            checked.freeAll();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, -1, 7, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void aStripeChooserMayAnswerAnyNumber(int stripe) {
        CheckedSpace checked =
                new CheckedSpace(BuddySpace.builder(4160).stripes(4).stripeChooser(() -> stripe).build());
        checked.allocateMany(0, 200);
        checked.allocateUnits(33);
        checked.freeAll();
    }

    @Test
    void aLargeSpaceKeepsItsMetadataSmall() {
        long units = 1L << 20;

        assertThat(BuddySpace.builder(units).build().metadataBytes()).isLessThan(units * 4096 * 3 / 10_000);
    }

    @Test
    void aStripeChooserThatThrowsLosesNoBlock() {
        boolean[] broken = new boolean[1];
        BuddySpace space = BuddySpace.builder(1 << 16).stripeChooser(() -> {
            if (broken[0]) {
                throw new IllegalStateException("no stripe");
            }
            return 0;
        }).build();
        long block = space.allocate(0);

        broken[0] = true;
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> space.free(block));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> space.allocate(0));
        broken[0] = false;

        assertThat(space.isBlock(block)).isTrue();
        space.verify();
        space.free(block);
        assertThat(space.allocate(16)).isZero();
    }

    @Test
    void aReadOnlyOrSmallMetadataSegmentIsRefused() {
        MemorySegment segment = Arena.ofAuto().allocate(BuddySpace.metadataBytes(1000), 8);

        assertThatIllegalArgumentException().isThrownBy(() -> BuddySpace.builder(1000).metadata(segment.asReadOnly()))
                .withMessageContaining("read-only");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BuddySpace.builder(1000).metadata(segment.asSlice(0, segment.byteSize() - 8)))
                .withMessageContaining(BuddySpace.metadataBytes(1000) + " bytes");
    }
}
