package dev.cleave.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Real bytes on a real device: written through mappings, half of the allocations freed, the rest
 * moved by copies on the device, and read back.
 */
public final class DefragmentedBytes {
    private static final long BLOCK = 1 << 20;

    private DefragmentedBytes() {}

    /** Does so in a memory type that is host-visible. */
    public static void check(DeviceMemory memory) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int type = memory.info().types().stream().filter(each -> each.is(MemoryProperty.HOST_VISIBLE)).findFirst()
                .orElseThrow().index();
        try (DeviceHeap heap = DeviceHeap.over(memory).pools(pool -> pool.blocksOf(BLOCK)).build()) {
            List<DeviceAllocation> live = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                DeviceAllocation one = heap.allocate(AllocationRequest.of(random.nextLong(100, 20_000)).type(type)
                        .kind(ResourceKind.BUFFER));
                write(one, i);
                one.userData(i);
                live.add(one);
            }
            for (int i = 0; i < 200; i++) {
                heap.free(live.remove(random.nextInt(live.size())));
            }
            int before = heap.snapshot().usage().blocks();
            try (Defragmentation work = heap.defragment(DefragmentationSettings.ofPass(BLOCK / 2, 50))) {
                boolean more = true;
                while (more) {
                    more = work.runPass(moved -> assertThat(moved.isLive()).isTrue());
                }
                assertThat(work.result().moves()).as("seed %d", seed).isPositive();
            }
            assertThat(heap.snapshot().usage().blocks()).as("seed %d", seed).isLessThan(before);
            for (DeviceAllocation one : live) {
                read(one, (int) one.userData().orElseThrow(), seed);
                heap.free(one);
            }
        }
    }

    private static void write(DeviceAllocation one, int mark) {
        MemorySegment bytes = one.map();
        for (long i = 0; i + 4 <= bytes.byteSize(); i += 4) {
            bytes.set(ValueLayout.JAVA_INT_UNALIGNED, i, (int) (mark * 1_000_003L + i));
        }
        one.flush(0, one.byteSize());
        one.unmap();
    }

    private static void read(DeviceAllocation one, int mark, long seed) {
        MemorySegment bytes = one.map();
        one.invalidate(0, one.byteSize());
        for (long i = 0; i + 4 <= bytes.byteSize(); i += 4) {
            assertThat(bytes.get(ValueLayout.JAVA_INT_UNALIGNED, i)).as("seed %d, %s", seed, one)
                    .isEqualTo((int) (mark * 1_000_003L + i));
        }
        one.unmap();
    }
}
