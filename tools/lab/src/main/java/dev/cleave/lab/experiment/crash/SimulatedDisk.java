package dev.cleave.lab.experiment.crash;

import dev.cleave.tiers.durable.DurableFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A file in memory that knows what of it is durable, as one on a disk behind a cache: what was
 * written and not synced since may be on the disk or not, sector by sector, and in any order.
 *
 * <p>It counts what is asked of it. At the operation that was told in advance the power fails: an
 * image of what the disk holds is made, in which of each sector as many of its unsynced writes are
 * as chance will have it. Then it goes on as if nothing had happened, so that whoever uses it ends
 * in peace. Any thread may call anything.
 */
final class SimulatedDisk implements DurableFile {
    private static final int SECTOR = 512;
    private static final int PAGE = 4096;

    private final Arena arena = Arena.ofShared();
    private final SplittableRandom random;
    private final Supplier<Runnable> atPowerLoss;
    private final NavigableMap<Long, List<Fragment>> unsynced = new TreeMap<>();
    private byte[] durable;
    private long size;
    private long durableSize;
    private MemorySegment memory = MemorySegment.NULL;
    private long operations;
    private long writes;
    private final long fatal;
    private Optional<byte[]> image = Optional.empty();

    /** Bytes of one sector that were written, the how-many-th write it was, and where in the file. */
    private record Fragment(long write, long offset, byte[] bytes) {}

    /**
     * A disk with a file.
     *
     * @param content what is durable of it
     * @param fatal the operation at which the power fails, from 1 on; 0 for never
     * @param random what decides which unsynced writes survive
     * @param atPowerLoss called just before the image is made; what it answers is run just after
     */
    SimulatedDisk(byte[] content, long fatal, SplittableRandom random, Supplier<Runnable> atPowerLoss) {
        durable = content.clone();
        size = content.length;
        durableSize = size;
        this.fatal = fatal;
        this.random = random;
        this.atPowerLoss = atPowerLoss;
    }

    /** A disk on which the power does not fail. */
    static SimulatedDisk lasting(byte[] content) {
        return new SimulatedDisk(content, 0, new SplittableRandom(0), () -> () -> {});
    }

    /** What the disk held when the power failed, if it has. */
    synchronized Optional<byte[]> image() {
        return image;
    }

    /** What was asked of it until now. */
    synchronized long operations() {
        return operations;
    }

    @Override
    public String name() {
        return "simulated disk";
    }

    @Override
    public synchronized long byteSize() {
        return size;
    }

    @Override
    public synchronized void grow(long byteSize) {
        operate();
        size = Math.max(size, byteSize);
    }

    @Override
    public synchronized MemorySegment map(long mostBytes) {
        memory = arena.allocate(mostBytes, PAGE);
        MemorySegment.copy(durable, 0, memory, ValueLayout.JAVA_BYTE, 0, (int) Math.min(durable.length, mostBytes));
        unsynced.values().forEach(written -> written.forEach(each -> put(memory, each)));
        return memory;
    }

    private static void put(MemorySegment into, Fragment fragment) {
        MemorySegment.copy(fragment.bytes(), 0, into, ValueLayout.JAVA_BYTE, fragment.offset(),
                fragment.bytes().length);
    }

    @Override
    public synchronized void read(long offset, MemorySegment into) {
        byte[] now = Arrays.copyOf(durable, Math.toIntExact(size));
        unsynced.values().forEach(written -> written.forEach(each -> put(MemorySegment.ofArray(now), each)));
        into.copyFrom(MemorySegment.ofArray(now).asSlice(offset, into.byteSize()));
    }

    @Override
    public synchronized void write(long offset, MemorySegment from) {
        long end = offset + from.byteSize();
        if (offset < 0 || end > size) {
            throw new IndexOutOfBoundsException("write of bytes " + offset + " to " + end + " of a file of " + size);
        }
        operate();
        writes++;
        for (long at = offset; at < end;) {
            long next = Math.min(end, (at / SECTOR + 1) * SECTOR);
            byte[] bytes = from.asSlice(at - offset, next - at).toArray(ValueLayout.JAVA_BYTE);
            unsynced.computeIfAbsent(at / SECTOR, _ -> new ArrayList<>()).add(new Fragment(writes, at, bytes));
            at = next;
        }
        if (memory.byteSize() > 0) {
            MemorySegment.copy(from, 0, memory, offset, from.byteSize());
        }
    }

    @Override
    public void sync() {
        long[] began = beginSync();
        Thread.yield();
        endSync(began[0], 0, Long.MAX_VALUE);
        synchronized (this) {
            durableSize = Math.max(durableSize, began[1]);
        }
    }

    @Override
    public void sync(long offset, long byteSize) {
        long[] began = beginSync();
        Thread.yield();
        endSync(began[0], offset / PAGE * PAGE, (offset + byteSize + PAGE - 1) / PAGE * PAGE);
    }

    /** The last write that this sync is about, and the size. */
    private synchronized long[] beginSync() {
        operate();
        return new long[] {writes, size};
    }

    private synchronized void endSync(long lastWrite, long from, long to) {
        if (durable.length < size) {
            durable = Arrays.copyOf(durable, Math.toIntExact(size));
        }
        MemorySegment disk = MemorySegment.ofArray(durable);
        unsynced.subMap(from / SECTOR, to / SECTOR).values().removeIf(written -> {
            written.stream().filter(each -> each.write() <= lastWrite).forEach(each -> put(disk, each));
            written.removeIf(each -> each.write() <= lastWrite);
            return written.isEmpty();
        });
    }

    private void operate() {
        operations++;
        if (operations == fatal) {
            Runnable after = atPowerLoss.get();
            image = Optional.of(losePower());
            after.run();
        }
    }

    private byte[] losePower() {
        long kept = random.nextBoolean() ? size : durableSize;
        byte[] disk = Arrays.copyOf(durable, Math.toIntExact(Math.max(kept, durable.length)));
        boolean tears = random.nextBoolean();
        long page = -1;
        double share = 0;
        for (Map.Entry<Long, List<Fragment>> sector : unsynced.entrySet()) {
            List<Fragment> written = sector.getValue();
            long itsPage = sector.getKey() * SECTOR / PAGE;
            if (tears || itsPage != page) {
                share = random.nextInt(3) == 0 ? random.nextDouble() : random.nextInt(2);
                page = itsPage;
            }
            long survive = Math.round(share * written.size());
            written.stream().limit(survive).filter(each -> each.offset() + each.bytes().length <= disk.length)
                    .forEach(each -> put(MemorySegment.ofArray(disk), each));
        }
        return Arrays.copyOf(disk, Math.toIntExact(kept));
    }

    /** The memory ends; what was durable stays to be asked for. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
