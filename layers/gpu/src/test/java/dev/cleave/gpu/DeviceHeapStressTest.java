package dev.cleave.gpu;

import static dev.cleave.gpu.DeviceDouble.MIB;
import static dev.cleave.gpu.DeviceDouble.STAGING;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Provokes the races of the package: each unit's owner is known, and no two may have one. */
@DisplayName("Device heaps under stress")
class DeviceHeapStressTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 8_000;
    private static final long BLOCK = MIB / 4;
    private static final long UNIT = 256;

    private final DeviceDouble device = new DeviceDouble(64 * MIB);
    private final long seed = System.nanoTime();

    @RepeatedTest(3)
    @DisplayName("keep every unit with one owner, while blocks come and go, frees wait, and memory is short")
    void oneOwnerAUnit() throws Exception {
        DeviceHeap heap = DeviceHeap.over(device).limit(1, 16 * BLOCK)
                .pools(pool -> pool.blocksOf(BLOCK).dedicatedFrom(BLOCK / 2)).build();
        Owners owners = new Owners();
        ConcurrentLinkedQueue<DeviceDouble.Fence> fences = new ConcurrentLinkedQueue<>();
        AtomicInteger refused = new AtomicInteger();
        runAll(thread -> churn(heap, owners, fences, refused, new Random(seed + thread)));
        fences.forEach(DeviceDouble.Fence::pass);
        heap.completeFrees();
        assertThat(heap.snapshot().usage().allocations()).as("seed %d", seed).isZero();
        heap.close();
        assertThat(device.blockCount()).isZero();
    }

    private void churn(DeviceHeap heap, Owners owners, ConcurrentLinkedQueue<DeviceDouble.Fence> fences,
            AtomicInteger refused, Random random) {
        List<DeviceAllocation> live = new ArrayList<>();
        DeviceDouble.Fence fence = new DeviceDouble.Fence();
        for (int i = 0; i < ROUNDS; i++) {
            if (live.size() < 40 && random.nextInt(5) < 3) {
                try {
                    long most = random.nextInt(200) == 0 ? BLOCK : BLOCK / 16;
                    DeviceAllocation one = heap.allocate(AllocationRequest.of(random.nextLong(1, most)).type(STAGING)
                            .alignment(1L << random.nextInt(12)));
                    owners.take(one, seed);
                    live.add(one);
                } catch (DeviceMemoryExhaustedException full) {
                    refused.incrementAndGet();
                }
            } else if (!live.isEmpty()) {
                DeviceAllocation one = live.remove(random.nextInt(live.size()));
                owners.give(one, seed);
                if (random.nextBoolean()) {
                    heap.free(one);
                } else {
                    heap.free(one, fence);
                }
            }
            if (random.nextInt(50) == 0) {
                fence.pass();
                fence = new DeviceDouble.Fence();
                fences.add(fence);
            }
        }
        fence.pass();
        for (DeviceAllocation one : live) {
            owners.give(one, seed);
            heap.free(one);
        }
    }

    @RepeatedTest(3)
    @DisplayName("free each allocation once, whoever tries")
    void oneFree() throws Exception {
        try (DeviceHeap heap = DeviceHeap.of(device)) {
            DeviceDouble.Fence fence = new DeviceDouble.Fence();
            List<DeviceAllocation> all = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                all.add(heap.allocate(AllocationRequest.of(1000).type(STAGING)));
            }
            AtomicInteger freed = new AtomicInteger();
            runAll(thread -> {
                for (DeviceAllocation each : all) {
                    try {
                        if (thread % 2 == 0) {
                            heap.free(each);
                        } else {
                            heap.free(each, fence);
                        }
                        freed.incrementAndGet();
                    } catch (IllegalStateException second) {
                        assertThat(second).hasMessageContaining("freed already");
                    }
                }
            });
            assertThat(freed).hasValue(2000);
            fence.pass();
            heap.completeFrees();
            assertThat(heap.snapshot().usage().allocations()).isZero();
        }
    }

    @RepeatedTest(2)
    @DisplayName("keep every byte while a defragmentation moves what others allocate, read and free")
    void defragmentedMeanwhile() throws Exception {
        DeviceHeap heap = DeviceHeap.over(device).pools(pool -> pool.blocksOf(BLOCK)).build();
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService mover = Executors.newSingleThreadExecutor()) {
            AtomicLong moved = new AtomicLong();
            Future<?> moving = mover.submit(() -> defragmentUntil(heap, over, moved));
            for (int again = 0; again == 0 || moved.get() == 0 && again < 50; again++) {
                runAll(thread -> writeAndRead(heap, (byte) (thread + 1), new Random(seed + thread)));
            }
            over.set(true);
            moving.get();
            assertThat(moved.get()).isPositive();
        }
        assertThat(heap.snapshot().usage().allocations()).as("seed %d", seed).isZero();
        heap.close();
    }

    private static void defragmentUntil(DeviceHeap heap, AtomicBoolean over, AtomicLong moved) {
        while (!over.get()) {
            try (Defragmentation work = heap.defragment(DefragmentationSettings.ofPass(BLOCK / 4, 16))) {
                while (work.runPass(each -> {}) && !over.get()) {
                    Thread.onSpinWait();
                }
                moved.addAndGet(work.result().moves());
            }
        }
    }

    /** Its own mark at each end; what is being moved cannot be mapped, and is tried again. */
    private void writeAndRead(DeviceHeap heap, byte mark, Random random) {
        List<DeviceAllocation> live = new ArrayList<>();
        for (int i = 0; i < ROUNDS / 2; i++) {
            if (live.size() < 60 && random.nextBoolean()) {
                DeviceAllocation one = heap.allocate(AllocationRequest.of(random.nextLong(8, BLOCK / 16)).type(STAGING)
                        .kind(ResourceKind.BUFFER));
                if (mark(one, mark, true)) {
                    live.add(one);
                } else {
                    heap.free(one);
                }
            } else if (!live.isEmpty()) {
                DeviceAllocation one = live.remove(random.nextInt(live.size()));
                mark(one, mark, false);
                heap.free(one);
            }
        }
        live.forEach(heap::free);
    }

    private boolean mark(DeviceAllocation one, byte mark, boolean write) {
        MemorySegment bytes;
        try {
            bytes = one.map();
        } catch (IllegalStateException moving) {
            assertThat(moving).hasMessageContaining("a defragmentation moves it");
            return false;
        }
        long last = bytes.byteSize() - 1;
        if (write) {
            bytes.fill(mark);
        } else {
            assertThat(bytes.get(ValueLayout.JAVA_BYTE, 0)).as("seed %d", seed).isEqualTo(mark);
            assertThat(bytes.get(ValueLayout.JAVA_BYTE, last)).as("seed %d", seed).isEqualTo(mark);
        }
        one.unmap();
        return true;
    }

    @Test
    @DisplayName("give the last empty blocks up while others allocate in them")
    void blocksComeAndGo() throws Exception {
        try (DeviceHeap heap = DeviceHeap.over(device).pools(pool -> pool.blocksOf(BLOCK).keepEmpty(0)).build()) {
            runAll(thread -> {
                for (int i = 0; i < 3000; i++) {
                    DeviceAllocation one = heap.allocate(AllocationRequest.of(BLOCK / 3).type(STAGING));
                    one.block().byteSize();
                    heap.free(one);
                }
            });
            heap.trim();
            assertThat(device.blockCount()).isZero();
            assertThat(device.reservations.get()).isGreaterThan(1);
        }
    }

    private interface Work {
        void run(int thread) throws Exception;
    }

    private static void runAll(Work work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                running.add(threads.submit(() -> {
                    work.run(thread);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
    }

    /** Who has which unit of which block: blocks go by their handle, which is never given twice. */
    private static final class Owners {
        private final ConcurrentHashMap<Long, AtomicLongArray> blocks =
                new ConcurrentHashMap<>();

        void take(DeviceAllocation one, long seed) {
            swing(one, 0, 1, seed);
        }

        void give(DeviceAllocation one, long seed) {
            swing(one, 1, 0, seed);
        }

        private void swing(DeviceAllocation one, long from, long to, long seed) {
            AtomicLongArray units = blocks.computeIfAbsent(one.block().handle(),
                    handle -> new AtomicLongArray((int) (one.block().byteSize() / UNIT)));
            long first = one.offset() / UNIT;
            for (long unit = first; unit < first + one.reservedBytes() / UNIT; unit++) {
                assertThat(units.compareAndSet((int) unit, from, to)).as("seed %d, %s", seed, one).isTrue();
            }
        }
    }
}
