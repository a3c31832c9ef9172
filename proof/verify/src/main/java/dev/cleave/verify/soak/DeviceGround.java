package dev.cleave.verify.soak;

import dev.cleave.gpu.Defragmentation;
import dev.cleave.gpu.DefragmentationSettings;
import dev.cleave.gpu.DeviceException;
import dev.cleave.gpu.DeviceHeap;
import dev.cleave.gpu.DeviceUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;

/** A device heap of small blocks over a device in the processor's memory; one thread at a time defragments it. */
final class DeviceGround implements Ground {
    private static final long HEAP_BYTES = 8 << 20;
    private static final long PASS_BYTES = 256 << 10;
    private static final int PASS_MOVES = 16;

    private final HostDevice device = new HostDevice(HEAP_BYTES);
    private final ReentrantLock defragmenting = new ReentrantLock();
    private final List<DeviceActor> actors = new ArrayList<>();
    private final String options;
    final DeviceHeap heap;

    DeviceGround(SplittableRandom random) {
        long block = 128L << 10 << random.nextInt(4);
        int idle = random.nextInt(3);
        options = "device blocks of " + block + ", " + idle + " idle mappings";
        heap = DeviceHeap.over(device).pools(each -> each.blocksOf(block)).idleMappings(idle).build();
    }

    /** A pass, unless another thread is at one. */
    void defragment() {
        if (defragmenting.tryLock()) {
            try (Defragmentation defragmentation =
                    heap.defragment(DefragmentationSettings.ofPass(PASS_BYTES, PASS_MOVES))) {
                boolean unused = defragmentation.runPass(moved -> {});
            } finally {
                defragmenting.unlock();
            }
        }
    }

    @Override
    public String options() {
        return options;
    }

    @Override
    public List<Actor> actors(long owner) {
        DeviceActor actor = new DeviceActor(this, owner);
        actors.add(actor);
        return List.of(actor);
    }

    @Override
    public void verify() {
        int unused = heap.completeFrees();
        DeviceUsage usage = heap.snapshot().usage();
        Finding.require(usage.blockBytes() == device.usedBytes() && heap.reservedBytes(0) == device.usedBytes(),
                "gpu: " + device.usedBytes() + " bytes are reserved, and counted are " + heap.reservedBytes(0)
                        + " and " + usage);
        long held = actors.stream().mapToLong(DeviceActor::count).sum();
        Finding.require(usage.allocations() == held + heap.pendingFrees(),
                "gpu: " + held + " allocations are held and " + heap.pendingFrees() + " pending, of " + usage);
    }

    @Override
    public void close() {
        try {
            heap.close();
        } catch (IllegalStateException | DeviceException left) {
            throw new Finding("gpu: it cannot be closed after all was freed: " + left);
        }
        device.close();
    }
}
