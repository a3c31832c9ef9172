package dev.cleave.verify.soak;

import dev.cleave.tiers.durable.DurableHeap;
import dev.cleave.tiers.durable.DurableHeapException;
import dev.cleave.tiers.durable.DurableSettings;
import dev.cleave.tiers.durable.DurableUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A durable heap of everybody. One that has failed is opened again, as its errors say. At each
 * quiet point its file is copied as it lies, as a crash would leave it, and the copy must have all
 * that was committed.
 */
final class DurableGround implements Ground {
    private final DurableSettings settings;
    private final Folder folder;
    private final Path file;
    private final List<DurableActor> actors = new ArrayList<>();

    /** Held to use the heap; alone to open another. */
    final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();

    private volatile DurableHeap heap;

    DurableGround(SplittableRandom random, Folder folder) {
        this.folder = folder;
        settings = DurableSettings.usual().withCapacity(2 << 20).withLogBytes(64L << 10 << random.nextInt(3))
                .withGrowthStep(64L << 10 << random.nextInt(3));
        file = folder.file("durable");
        heap = DurableHeap.open(file, settings);
    }

    DurableHeap heap() {
        return heap;
    }

    @Override
    public String options() {
        return "durable heap with " + settings;
    }

    @Override
    public List<Actor> actors(long owner) {
        DurableActor actor = new DurableActor(this, owner);
        actors.add(actor);
        return List.of(actor);
    }

    /** Opens the heap again where it has failed. Nothing fails on purpose. */
    void renewIfFailed() {
        gate.writeLock().lock();
        try {
            if (hasFailed()) {
                close(heap);
                heap = DurableHeap.open(file, settings);
            }
        } finally {
            gate.writeLock().unlock();
        }
    }

    private boolean hasFailed() {
        try {
            heap.begin().close();
            return false;
        } catch (DurableHeapException failed) {
            return true;
        }
    }

    private static void close(DurableHeap failed) {
        try {
            failed.close();
        } catch (DurableHeapException itHasFailed) {
            Finding.require(String.valueOf(itHasFailed.getMessage()).contains("fail"), "durable: " + itHasFailed);
        }
    }

    @Override
    public void verify() throws Exception {
        renewIfFailed();
        requireSound(heap);
        Path crashed = folder.file("crashed");
        Path unused = Files.copy(file, crashed);
        try (DurableHeap copy = DurableHeap.open(crashed, settings)) {
            requireSound(copy);
            actors.forEach(actor -> actor.requireAll(copy));
        }
        Files.delete(crashed);
    }

    private static void requireSound(DurableHeap heap) {
        heap.verify();
        DurableUsage usage = heap.usage();
        Finding.require(usage.usedBytes() + usage.freeBytes() == usage.capacity(), "durable: lost bytes: " + usage);
    }

    @Override
    public void close() throws Exception {
        renewIfFailed();
        heap.checkpoint();
        DurableUsage usage = heap.usage();
        Finding.require(usage.objects() == 0 && usage.roots() == 0, "left in the durable heap: " + usage);
        heap.close();
        Files.delete(file);
    }
}
