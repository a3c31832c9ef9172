package dev.cleave.gpu;

import static dev.cleave.gpu.DeviceDouble.DEVICE_LOCAL;
import static dev.cleave.gpu.DeviceDouble.MIB;
import static dev.cleave.gpu.DeviceDouble.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.buddy.Stripes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A defragmentation")
class DefragmentationTest {
    private static final int BLOCKS = 8;
    private static final int IN_A_BLOCK = 64;

    private final DeviceDouble device = new DeviceDouble(64 * MIB);
    private final List<DeviceAllocation> live = new ArrayList<>();
    private DeviceHeap heap;

    @BeforeEach
    void open() {
        heap = DeviceHeap.over(device).pools(pool -> pool.blocksOf(MIB)).build();
    }

    @AfterEach
    void close() {
        live.forEach(heap::free);
        heap.close();
        assertThat(device.blockCount()).isZero();
    }

    /** Eight blocks, each of which is half full: every other allocation was freed. */
    private void halfFreed(int type) {
        List<DeviceAllocation> all = new ArrayList<>();
        for (int i = 0; i < BLOCKS * IN_A_BLOCK; i++) {
            all.add(heap.allocate(AllocationRequest.of(MIB / IN_A_BLOCK).type(type).kind(ResourceKind.BUFFER)
                    .named("n" + i)));
        }
        for (int i = 0; i < all.size(); i++) {
            if (i % 2 == 0) {
                heap.free(all.get(i));
            } else {
                live.add(all.get(i));
            }
        }
        assertThat(device.blockCount()).isEqualTo(BLOCKS);
    }

    private static DefragmentationResult runAll(Defragmentation work) {
        DefragmentationPass pass = work.beginPass();
        while (!pass.moves().isEmpty()) {
            pass.end();
            pass = work.beginPass();
        }
        return work.result();
    }

    @Test
    @DisplayName("of a half-freed heap copies half of what lives, and ends with half the blocks")
    void emptiesHalf() {
        halfFreed(DEVICE_LOCAL);
        try (Defragmentation work = heap.defragment(DefragmentationSettings.unlimited())) {
            DefragmentationResult result = runAll(work);
            assertThat(result.bytesMoved()).isEqualTo(BLOCKS * MIB / 4);
            assertThat(result.moves()).isEqualTo(BLOCKS * IN_A_BLOCK / 4);
            assertThat(device.blockCount()).isEqualTo(BLOCKS / 2);
        }
        DeviceHeapTest.requireApart(live, "no seed");
    }

    @Test
    @DisplayName("gives back what is freed while it has two places, and is then not moved after all")
    void givesBackWhatItLetsGo() {
        Runnable[] meanwhile = {() -> {}};
        Stripes stripes = Stripes.of(1).chosenBy(() -> {
            meanwhile[0].run();
            return 0;
        });
        try (DeviceHeap chosen = DeviceHeap.over(device).pools(pool -> pool.blocksOf(MIB)).stripes(stripes).build()) {
            List<DeviceAllocation> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                all.add(chosen.allocate(AllocationRequest.of(MIB / 8).type(STAGING)));
            }
            List<DeviceAllocation> left = new ArrayList<>(all);
            for (int i = 0; i < all.size(); i += 2) {
                chosen.free(all.get(i));
                left.remove(all.get(i));
            }
            meanwhile[0] = () -> freeSecondOf(left, chosen);
            try (Defragmentation work = chosen.defragment(DefragmentationSettings.ofPass(MIB, 1))) {
                DefragmentationPass pass = work.beginPass();
                assertThat(left).as("one was freed while a place was looked for").hasSize(7);
                assertThat(pass.moves()).hasSize(1);
                pass.end();
            }
            meanwhile[0] = () -> {};
            assertThat(chosen.snapshot().usage().allocations()).isEqualTo(left.size());
            left.forEach(chosen::free);
        }
    }

    private static void freeSecondOf(List<DeviceAllocation> left, DeviceHeap heap) {
        List<DeviceAllocation> moving =
                left.stream().filter(each -> each.state() == AllocationState.MOVING).toList();
        if (moving.size() == 2 && left.size() == 8) {
            DeviceAllocation second = moving.getLast();
            left.remove(second);
            heap.free(second);
        }
    }

    @Test
    @DisplayName("of unlike allocations keeps every byte, and needs no more blocks")
    void keepsBytes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            live.add(heap.allocate(AllocationRequest.of(1 + random.nextInt(8000)).type(STAGING)
                    .kind(ResourceKind.BUFFER).alignment(1L << random.nextInt(10))));
        }
        for (int i = 0; i < 1000; i++) {
            heap.free(live.remove(random.nextInt(live.size())));
        }
        for (DeviceAllocation each : live) {
            fill(each, seed);
        }
        int before = device.blockCount();
        List<DeviceAllocation> moved = new ArrayList<>();
        try (Defragmentation work = heap.defragment(DefragmentationSettings.ofPass(64 << 10, 20))) {
            boolean more = true;
            while (more) {
                more = work.runPass(moved::add);
            }
            assertThat(work.result().moves()).isEqualTo(moved.size()).isPositive();
            assertThat(work.result().bytesMoved()).isEqualTo(device.copiedBytes.get());
        }
        assertThat(device.blockCount()).as("seed %d", seed).isLessThanOrEqualTo(before / 2 + 2);
        DeviceHeapTest.requireApart(live, "seed " + seed);
        for (DeviceAllocation each : live) {
            check(each, seed);
        }
    }

    private static void fill(DeviceAllocation each, long seed) {
        MemorySegment bytes = each.map();
        Random content = new Random(seed ^ each.byteSize());
        for (long i = 0; i < bytes.byteSize(); i++) {
            bytes.set(ValueLayout.JAVA_BYTE, i, (byte) content.nextInt());
        }
        each.unmap();
    }

    private static void check(DeviceAllocation each, long seed) {
        MemorySegment bytes = each.map();
        Random content = new Random(seed ^ each.byteSize());
        for (long i = 0; i < bytes.byteSize(); i++) {
            assertThat(bytes.get(ValueLayout.JAVA_BYTE, i)).as("seed %d", seed).isEqualTo((byte) content.nextInt());
        }
        each.unmap();
    }

    @Test
    @DisplayName("does no more in a pass than it may")
    void keepsItsBudget() {
        halfFreed(DEVICE_LOCAL);
        try (Defragmentation work = heap.defragment(DefragmentationSettings.ofPass(100_000, 4))) {
            DefragmentationPass pass = work.beginPass();
            int passes = 0;
            while (!pass.moves().isEmpty()) {
                assertThat(pass.moves()).hasSizeLessThanOrEqualTo(4);
                assertThat(pass.moves().stream().mapToLong(move -> move.copy().byteSize()).sum())
                        .isLessThanOrEqualTo(100_000);
                pass.end();
                passes++;
                pass = work.beginPass();
            }
            assertThat(passes).isGreaterThanOrEqualTo(32);
            assertThat(device.blockCount()).isEqualTo(BLOCKS / 2);
        }
    }

    @Test
    @DisplayName("leaves alone what a fence guards, what is mapped, and what its user keeps")
    void leavesAlone() {
        halfFreed(STAGING);
        DeviceDouble.Fence fence = new DeviceDouble.Fence();
        for (int block = 0; block < BLOCKS; block++) {
            DeviceAllocation one = live.get(block * IN_A_BLOCK / 2);
            switch (block % 3) {
                case 0 -> one.guard(fence);
                case 1 -> one.map();
                default -> one.userData("keep");
            }
        }
        try (Defragmentation work = heap.defragment(DefragmentationSettings.unlimited()
                .only(each -> each.userData().isEmpty()))) {
            assertThat(work.beginPass().moves()).as("no block can be emptied").isEmpty();
        }
        fence.pass();
        try (Defragmentation work = heap.defragment(DefragmentationSettings.unlimited())) {
            assertThat(runAll(work).moves()).isPositive();
        }
    }

    @Test
    @DisplayName("keeps both places until the end of the pass, and frees the right one")
    void ignoresAndDestroys() {
        halfFreed(DEVICE_LOCAL);
        try (Defragmentation work = heap.defragment(DefragmentationSettings.ofPass(MIB, 3))) {
            DefragmentationPass pass = work.beginPass();
            DefragmentationMove stays = pass.moves().get(0);
            DefragmentationMove dies = pass.moves().get(1);
            DefragmentationMove moves = pass.moves().get(2);
            long oldPlace = stays.allocation().offset();
            assertThat(heap.snapshot().usage().allocations()).isEqualTo(live.size() + 3);
            stays.ignore();
            dies.destroy();
            DefragmentationResult result = pass.end();
            assertThat(result).isEqualTo(new DefragmentationResult(1, moves.allocation().byteSize(), 1, 1));
            assertThat(stays.allocation().offset()).isEqualTo(oldPlace);
            assertThat(moves.allocation().block()).isEqualTo(moves.targetBlock());
            assertThat(moves.allocation().offset()).isEqualTo(moves.targetOffset());
            assertThat(dies.allocation().isLive()).isFalse();
            live.remove(dies.allocation());
            assertThat(heap.snapshot().usage().allocations()).isEqualTo(live.size());
            assertThatIllegalStateException().isThrownBy(() -> heap.free(dies.allocation()))
                    .withMessageContaining("freed already");
        }
    }

    @Test
    @DisplayName("takes a free of what it moves, and gives both places back at the end of the pass")
    void takesFrees() {
        halfFreed(DEVICE_LOCAL);
        DeviceDouble.Fence fence = new DeviceDouble.Fence();
        try (Defragmentation work = heap.defragment(DefragmentationSettings.ofPass(MIB, 2))) {
            DefragmentationPass pass = work.beginPass();
            DeviceAllocation one = pass.moves().get(0).allocation();
            DeviceAllocation two = pass.moves().get(1).allocation();
            heap.free(one);
            heap.free(two, fence);
            assertThatIllegalStateException().isThrownBy(() -> heap.free(one))
                    .withMessageContaining("while a defragmentation moves it");
            assertThatIllegalStateException().isThrownBy(() -> one.map()).withMessageContaining("freed already");
            assertThat(pass.end().destroyed()).isEqualTo(2);
            live.removeAll(List.of(one, two));
            assertThat(heap.pendingFrees()).as("both places of the one with a fence").isEqualTo(2);
            fence.pass();
            assertThat(heap.completeFrees()).isEqualTo(2);
            assertThat(heap.snapshot().usage().allocations()).isEqualTo(live.size());
        }
    }

    @Test
    @DisplayName("gives old places back, and moves again, only when the fence of the copies has passed")
    void endsWithAFence() {
        halfFreed(DEVICE_LOCAL);
        DeviceDouble.Fence copied = new DeviceDouble.Fence();
        try (Defragmentation work = heap.defragment(DefragmentationSettings.unlimited())) {
            DefragmentationPass pass = work.beginPass();
            int moves = pass.moves().size();
            DeviceAllocation one = pass.moves().getFirst().allocation();
            pass.end(copied);
            assertThat(heap.pendingFrees()).isEqualTo(moves);
            assertThat(device.blockCount()).isEqualTo(BLOCKS);
            assertThat(work.beginPass().moves()).isEmpty();
            heap.free(one);
            assertThat(heap.pendingFrees()).as("it is being copied to").isEqualTo(moves + 1);
            live.remove(one);
            copied.pass();
            heap.completeFrees();
            assertThat(device.blockCount()).isEqualTo(BLOCKS / 2);
        }
    }

    @Test
    @DisplayName("lets others allocate meanwhile, in other blocks as long as there is room")
    void othersAllocate() {
        halfFreed(DEVICE_LOCAL);
        try (Defragmentation work = heap.defragment(DefragmentationSettings.ofPass(MIB / 8, 4))) {
            DefragmentationPass pass = work.beginPass();
            DeviceBlock leaving = pass.moves().getFirst().allocation().block();
            DeviceAllocation other = heap.allocate(AllocationRequest.of(300).type(DEVICE_LOCAL));
            assertThat(other.block()).isNotEqualTo(leaving);
            live.add(other);
            pass.end();
            runAll(work);
        }
        assertThat(device.blockCount()).isLessThanOrEqualTo(BLOCKS / 2 + 1);
    }

    @Test
    @DisplayName("moves what is mapped for life with its mapping")
    void movesPersistentMappings() {
        live.add(heap.allocate(AllocationRequest.of(MIB / 2).type(STAGING).mapped()));
        DeviceAllocation gap = heap.allocate(AllocationRequest.of(MIB / 2).type(STAGING));
        DeviceAllocation small = heap.allocate(AllocationRequest.of(1000).type(STAGING).mapped());
        live.add(small);
        small.bytes().fill((byte) 7);
        DeviceBlock before = small.block();
        heap.free(gap);
        try (Defragmentation work = heap.defragment(DefragmentationSettings.unlimited(), heap.pool(STAGING))) {
            DefragmentationPass pass = work.beginPass();
            pass.moves().forEach(move -> device.copy(List.of(move.copy())));
            pass.end();
        }
        assertThat(small.block()).isNotEqualTo(before);
        assertThat(small.bytes().get(ValueLayout.JAVA_BYTE, 999)).isEqualTo((byte) 7);
    }

    @Test
    @DisplayName("leaves what cannot be mapped at its new place where it is, and keeps that place while the device writes there")
    void keepsAPlaceThatIsWritten() {
        live.add(heap.allocate(AllocationRequest.of(MIB / 2).type(STAGING)));
        DeviceAllocation gap = heap.allocate(AllocationRequest.of(MIB / 2).type(STAGING));
        DeviceAllocation small = heap.allocate(AllocationRequest.of(1000).type(STAGING).mapped());
        live.add(small);
        DeviceBlock before = small.block();
        heap.free(gap);
        DeviceDouble.Fence copied = new DeviceDouble.Fence();
        try (Defragmentation work = heap.defragment(DefragmentationSettings.unlimited(), heap.pool(STAGING))) {
            DefragmentationPass pass = work.beginPass();
            device.refusesMaps = true;
            assertThatThrownBy(() -> pass.end(copied)).isInstanceOf(DeviceException.class);
            device.refusesMaps = false;
            assertThat(small.block()).isEqualTo(before);
            assertThat(heap.pendingFrees()).as("it is being copied to").isEqualTo(1);
            copied.pass();
            assertThat(heap.completeFrees()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("is refused where it is misused, and goes on")
    void refusesMisuse() {
        halfFreed(DEVICE_LOCAL);
        DevicePool ring = heap.createPool(PoolSettings.ring(STAGING, 4096));
        assertThatIllegalArgumentException().isThrownBy(
                () -> heap.defragment(DefragmentationSettings.unlimited(), ring)).withMessageContaining("RING");
        assertThatIllegalArgumentException().isThrownBy(() -> DefragmentationSettings.ofPass(0, 1))
                .withMessageContaining("bytes a pass 0");
        Defragmentation work = heap.defragment(DefragmentationSettings.ofPass(MIB, 2));
        assertThatIllegalStateException().isThrownBy(() -> heap.defragment(DefragmentationSettings.unlimited()))
                .withMessageContaining("under way");
        DefragmentationPass pass = work.beginPass();
        assertThatIllegalStateException().isThrownBy(work::beginPass).withMessageContaining("end it before");
        assertThatIllegalStateException().isThrownBy(work::close).withMessageContaining("end it, then close");
        assertThatIllegalStateException().isThrownBy(() -> pass.moves().getFirst().allocation().map())
                .withMessageContaining("a defragmentation moves it");
        pass.end();
        assertThatIllegalStateException().isThrownBy(pass::end).withMessageContaining("ended already");
        work.close();
        work.close();
        assertThatIllegalStateException().isThrownBy(work::beginPass).withMessageContaining("closed");
        heap.defragment(DefragmentationSettings.unlimited()).close();
    }

    /** Eight blocks, each of which has three of four places in use. */
    private void quarterFreed() {
        List<DeviceAllocation> all = new ArrayList<>();
        for (int i = 0; i < BLOCKS * IN_A_BLOCK; i++) {
            all.add(heap.allocate(AllocationRequest.of(MIB / IN_A_BLOCK).type(DEVICE_LOCAL)));
        }
        for (int i = 0; i < all.size(); i++) {
            if (i % 4 == 0) {
                heap.free(all.get(i));
            } else {
                live.add(all.get(i));
            }
        }
    }

    @Test
    @DisplayName("moves nothing where emptying a block does not pay, unless it is asked for as few blocks as possible")
    void stopsWhereItDoesNotPay() {
        quarterFreed();
        try (Defragmentation work = heap.defragment(DefragmentationSettings.unlimited())) {
            assertThat(work.beginPass().moves()).as("three quarters full").isEmpty();
        }
        try (Defragmentation work = heap.defragment(DefragmentationSettings.unlimited().freeingAtLeast(1.4))) {
            assertThat(work.beginPass().moves()).as("1.33 bytes are freed for each that is copied").isEmpty();
        }
        assertThat(device.blockCount()).isEqualTo(BLOCKS);
        try (Defragmentation work = heap.defragment(DefragmentationSettings.unlimited().asFewBlocksAsPossible())) {
            assertThat(runAll(work).bytesMoved()).isEqualTo(BLOCKS / 4 * MIB * 3 / 4);
        }
        assertThat(device.blockCount()).isEqualTo(BLOCKS * 3 / 4);
    }

    @Test
    @DisplayName("gives an emptied block back, though the next one cannot be emptied")
    void onlyTheOneThatCannotGoIsUsedAgain() {
        List<DeviceAllocation> rest = new ArrayList<>();
        for (int kept : new int[] {1, 2, IN_A_BLOCK / 2}) {
            rest.addAll(fillABlock(kept));
        }
        rest.forEach(heap::free);
        live.get(1).map();
        try (Defragmentation work = heap.defragment(DefragmentationSettings.unlimited())) {
            assertThat(runAll(work).moves()).isEqualTo(1);
            assertThat(device.blockCount()).isEqualTo(2);
        }
        live.get(1).unmap();
    }

    /** A full block: so many allocations are kept, the others are the answer. */
    private List<DeviceAllocation> fillABlock(int kept) {
        List<DeviceAllocation> block = new ArrayList<>();
        for (int i = 0; i < IN_A_BLOCK; i++) {
            block.add(heap.allocate(AllocationRequest.of(MIB / IN_A_BLOCK).type(STAGING)));
        }
        live.addAll(block.subList(0, kept));
        return block.subList(kept, IN_A_BLOCK);
    }

    @Test
    @DisplayName("empties no block of those that a pool keeps in any case")
    void keepsTheLeastBlocks() {
        DevicePool pool = heap.createPool(PoolSettings.of(DEVICE_LOCAL).blocksOf(MIB).blocks(3, 8));
        List<DeviceAllocation> all = new ArrayList<>();
        for (int i = 0; i < 4 * IN_A_BLOCK; i++) {
            all.add(heap.allocate(pool, AllocationRequest.of(MIB / IN_A_BLOCK)));
        }
        for (int i = 0; i < all.size(); i++) {
            if (i % 8 == 0) {
                live.add(all.get(i));
            } else {
                heap.free(all.get(i));
            }
        }
        try (Defragmentation work = heap.defragment(DefragmentationSettings.unlimited(), pool)) {
            assertThat(runAll(work).moves()).as("of one block").isEqualTo(IN_A_BLOCK / 8);
        }
        assertThat(device.blockCount()).isEqualTo(3);
    }

    @Test
    @DisplayName("of any half-freed heap moves nothing twice, keeps to its budget, and ends with no more blocks")
    void anyHalfFreedHeapInPasses() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            halfFreedAtRandom(random);
            int before = device.blockCount();
            DefragmentationSettings settings = DefragmentationSettings.ofPass(1 + random.nextInt(256 << 10),
                    1 + random.nextInt(50)).freeingAtLeast(random.nextInt(3));
            Set<DeviceAllocation> moved = new HashSet<>();
            try (Defragmentation work = heap.defragment(settings)) {
                DefragmentationPass pass = work.beginPass();
                while (!pass.moves().isEmpty()) {
                    assertThat(pass.moves()).as("seed %d", seed).hasSizeLessThanOrEqualTo(settings.movesAPass());
                    assertThat(pass.moves().stream().mapToLong(move -> move.copy().byteSize()).sum())
                            .as("seed %d", seed).isLessThanOrEqualTo(settings.bytesAPass());
                    pass.moves().forEach(move -> assertThat(moved.add(move.allocation()))
                            .as("seed %d: moved once at most", seed).isTrue());
                    pass.end();
                    pass = work.beginPass();
                }
            }
            assertThat(device.blockCount()).as("seed %d", seed).isLessThanOrEqualTo(before);
            DeviceHeapTest.requireApart(live, "seed " + seed);
            freeAll();
        }
    }

    @Test
    @DisplayName("of any half-freed heap frees what it was told to for each byte that it copies")
    void anyHalfFreedHeapPays() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            halfFreedAtRandom(random);
            long before = heap.snapshot().usage().blockBytes();
            double leastFreed = 1 + 2 * random.nextDouble();
            try (Defragmentation work =
                    heap.defragment(DefragmentationSettings.unlimited().freeingAtLeast(leastFreed))) {
                long copied = runAll(work).bytesMoved();
                assertThat((double) (before - heap.snapshot().usage().blockBytes())).as("seed %d", seed)
                        .isGreaterThanOrEqualTo(leastFreed * copied);
            }
            DeviceHeapTest.requireApart(live, "seed " + seed);
            freeAll();
        }
    }

    private void freeAll() {
        live.forEach(heap::free);
        live.clear();
        heap.trim();
    }

    private void halfFreedAtRandom(Random random) {
        int most = 1 + random.nextInt(64 << 10);
        for (long left = 6 * MIB; left > 0;) {
            DeviceAllocation one =
                    heap.allocate(AllocationRequest.of(1 + random.nextInt(most)).type(DEVICE_LOCAL));
            live.add(one);
            left -= one.reservedBytes();
        }
        Collections.shuffle(live, random);
        List<DeviceAllocation> freed = live.subList(0, live.size() / 2);
        freed.forEach(heap::free);
        freed.clear();
    }
}
