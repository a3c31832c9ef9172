package dev.cleave.verify.soak;

import dev.cleave.tiers.durable.ConflictException;
import dev.cleave.tiers.durable.DurableHeap;
import dev.cleave.tiers.durable.DurableHeapException;
import dev.cleave.tiers.durable.DurableTransaction;
import dev.cleave.tiers.durable.HeapFullException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * Pairs of objects of one thread, which transactions write together: both are of one version
 * whatever happens.
 */
final class DurableActor implements Actor {
    private static final int PAIRS = 12;
    private static final int STEPS_PER_FAILURE = 4;
    private static final int MOST_BYTES = 4_000;
    private static final long ABSENT = 0;
    private static final long FIRST_STAMP = 0x9E3779B97F4A7C15L;

    private final DurableGround ground;
    private final long owner;
    private final long[] versions = new long[PAIRS];
    private long made;

    DurableActor(DurableGround ground, long owner) {
        this.ground = ground;
        this.owner = owner;
    }

    @Override
    public String name() {
        return "durable";
    }

    @Override
    public boolean refuses(Throwable thrown) {
        return thrown instanceof DurableHeapException;
    }

    /** Most of it without failures, as each may end the heap for everybody. */
    @Override
    public void step(SplittableRandom random) {
        if (random.nextInt(STEPS_PER_FAILURE) == 0) {
            perform(random);
        } else {
            SoakRun.withoutFailures(() -> {
                perform(random);
                return ground;
            });
        }
    }

    private void perform(SplittableRandom random) {
        int pair = random.nextInt(PAIRS);
        ground.gate.readLock().lock();
        try {
            switch (random.nextInt(10)) {
                case 0 -> change(pair, ABSENT);
                case 1 -> giveUp(pair);
                case 2 -> ground.heap().checkpoint();
                case 3, 4, 5 -> require(ground.heap(), pair);
                default -> change(pair, ++made);
            }
        } finally {
            ground.gate.readLock().unlock();
        }
    }

    private String root(int pair, int side) {
        return owner + "-" + pair + "-" + side;
    }

    /** What a failure leaves is the version before or the one after; which, the heap says. */
    private void change(int pair, long after) {
        try {
            try (DurableTransaction transaction = ground.heap().begin()) {
                write(transaction, pair, after);
                transaction.commit();
            }
            versions[pair] = after;
        } catch (ConflictException | HeapFullException refused) {
            throw refused;
        } catch (Throwable failed) {
            SoakRun.withoutFailures(() -> {
                learnAgain(pair, after);
                return ground;
            });
            throw failed;
        }
    }

    private void giveUp(int pair) {
        try (DurableTransaction transaction = ground.heap().begin()) {
            write(transaction, pair, ++made);
        }
    }

    private void write(DurableTransaction transaction, int pair, long version) {
        for (int side = 0; side < 2; side++) {
            OptionalLong there = ground.heap().root(root(pair, side));
            if (version == ABSENT) {
                there.ifPresent(transaction::free);
                boolean unused = transaction.removeRoot(root(pair, side));
            } else {
                byte[] bytes = bytes(pair, side, version);
                long handle = there.isPresent() ? there.getAsLong() : transaction.allocate(bytes.length);
                transaction.resize(handle, bytes.length);
                transaction.write(handle, 0, MemorySegment.ofArray(bytes));
                transaction.setRoot(root(pair, side), handle);
            }
        }
    }

    /** The version, and bytes that follow from it; so many of them as follow from it too. */
    private byte[] bytes(int pair, int side, long version) {
        long stamp = FIRST_STAMP * (owner << 48 ^ (long) pair << 40 ^ (long) side << 36 ^ version);
        byte[] bytes = new byte[Long.BYTES + 1 + (int) ((stamp >>> 16) % MOST_BYTES)];
        MemorySegment memory = MemorySegment.ofArray(bytes);
        Stamps.fill(memory, stamp);
        memory.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, version);
        return bytes;
    }

    /** Alone, as others may make the heap fail again. */
    private void learnAgain(int pair, long after) {
        ground.gate.readLock().unlock();
        ground.gate.writeLock().lock();
        try {
            ground.renewIfFailed();
            learn(pair, after);
        } finally {
            ground.gate.readLock().lock();
            ground.gate.writeLock().unlock();
        }
    }

    private void learn(int pair, long after) {
        long there = versionOf(ground.heap(), pair, 0);
        Finding.require(there == versions[pair] || there == after,
                "durable: neither version " + versions[pair] + " nor " + after + ", but " + there);
        versions[pair] = there;
        require(ground.heap(), pair);
    }

    private long versionOf(DurableHeap heap, int pair, int side) {
        OptionalLong handle = heap.root(root(pair, side));
        if (handle.isEmpty()) {
            return ABSENT;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment read = arena.allocate(heap.byteSize(handle.getAsLong()), Long.BYTES);
            heap.read(handle.getAsLong(), 0, read);
            long version = read.get(ValueLayout.JAVA_LONG, 0);
            Finding.require(read.mismatch(MemorySegment.ofArray(bytes(pair, side, version))) < 0,
                    "durable: bytes of no version, " + version + " it says");
            return version;
        }
    }

    private void require(DurableHeap heap, int pair) {
        for (int side = 0; side < 2; side++) {
            long there = versionOf(heap, pair, side);
            Finding.require(there == versions[pair], "durable: version " + there + " of side " + side + " of pair "
                    + pair + " of thread " + owner + ", and not " + versions[pair]);
        }
    }

    /** All that was committed is in a heap. */
    void requireAll(DurableHeap heap) {
        for (int pair = 0; pair < PAIRS; pair++) {
            require(heap, pair);
        }
    }

    @Override
    public void verify() {
        ground.renewIfFailed();
        requireAll(ground.heap());
    }

    @Override
    public void freeAll() {
        ground.renewIfFailed();
        ground.gate.readLock().lock();
        try {
            for (int pair = 0; pair < PAIRS; pair++) {
                change(pair, ABSENT);
            }
        } finally {
            ground.gate.readLock().unlock();
        }
    }
}
