package dev.cleave.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what happens to blocks, while somebody records. Any thread may call what tells of a
 * block; it makes no Java object, and waits for nobody. One thread at a time drains.
 *
 * <p>Cost of an entry: a compare-and-set and two stores. Where more entries come in a second than
 * it may take, or some are lost, it records half the blocks that it did before.
 */
public final class BlockRecorder {
    // The recorder is found by an opaque read of a static field. A thread that sees an old value for
    // a moment leaves out entries at the beginning, as if the recording had begun a little later for
    // these blocks, or writes into a ring that nobody reads any more.

    /** The form of the text in an event. */
    private static final int FORMAT = 1;

    private static final int RING_ENTRIES = 1 << 19;
    private static final int BATCH_CHARACTERS = 32_000;

    /** The most entries a second, above which the share becomes smaller. */
    private static final long MOST_A_SECOND = 1_250_000;

    private static final long SECOND = 1_000_000_000;
    private static final int LARGEST_SHARE = 1 << 20;
    private static final VarHandle CURRENT;

    static {
        try {
            CURRENT = MethodHandles.lookup()
                    .findStaticVarHandle(BlockRecorder.class, "current", BlockRecorder.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Null while nobody records. */
    @SuppressWarnings("unused") // by its VarHandle
    private static @Nullable BlockRecorder current;

    private final BlockRing ring;
    private final long mostASecond;
    private final BlockText text = new BlockText(BATCH_CHARACTERS + 64);

    /** One less than the share, a power of two. Threads may see an old one for a moment. */
    private int mask;

    private long batch;
    private long periodBegan;
    private long drainedInPeriod;
    private long lostBefore;

    /**
     * @param entries what the ring holds, a power of two
     * @param mostASecond entries, above which the share becomes smaller
     */
    BlockRecorder(int entries, long mostASecond, long now) {
        ring = new BlockRing(entries);
        this.mostASecond = mostASecond;
        periodBegan = now;
    }

    /** What takes the text of some entries. */
    @FunctionalInterface
    interface Batches {
        void batch(long number, int entries, long lost, int oneIn, String text);
    }

    /** What tells of every block that is live. */
    @FunctionalInterface
    public interface Walk {
        /** Tells of each block to {@link #live}. */
        void tell(BlockRecorder recorder);
    }

    // -------------------------------------------------------------------------------------------------- on and off

    /** Who records now; null where nobody does. Cost: an opaque read. */
    public static @Nullable BlockRecorder current() {
        return (BlockRecorder) CURRENT.getOpaque();
    }

    /**
     * From now on the Flight Recorder may ask for what happens to blocks.
     *
     * @param walk is told of the recorder when a recording begins
     */
    public static void register(Walk walk) {
        FlightRecorder.addPeriodicEvent(RecordedBlocksEvent.class, () -> visit(walk));
    }

    /**
     * Hands what happened since the last call to the Flight Recorder; the first call begins the
     * recording, and tells of all blocks that are live. Called by one thread at a time, again and
     * again while the event is wanted.
     */
    private static synchronized void visit(Walk walk) {
        BlockRecorder recorder = current();
        if (!RecordedBlocksEvent.isOn()) {
            stop();
            return;
        }
        if (recorder == null) {
            recorder = new BlockRecorder(RING_ENTRIES, MOST_A_SECOND, System.nanoTime());
            CURRENT.setOpaque(recorder);
            walk.tell(recorder);
        }
        recorder.drain(BlockRecorder::emit, System.nanoTime());
    }

    /** Ends the recording, if nobody wants the event any more. */
    public static synchronized void stopUnlessWanted() {
        if (current() != null && !RecordedBlocksEvent.isOn()) {
            stop();
        }
    }

    private static void stop() {
        CURRENT.setOpaque((BlockRecorder) null);
    }

    private static void emit(long number, int entries, long lost, int oneIn, String text) {
        RecordedBlocksEvent event = new RecordedBlocksEvent();
        event.format = FORMAT;
        event.batch = number;
        event.entries = entries;
        event.lost = lost;
        event.oneIn = oneIn;
        event.blocks = text;
        event.commit();
    }

    // ------------------------------------------------------------------------------------------------------ entries

    /** A block was allocated, and nobody knows it yet. */
    public void allocated(int pool, long offset, long byteSize) {
        write(Entry.ALLOCATED, pool, offset, byteSize);
    }

    /** A block is about to be free. */
    public void freed(int pool, long offset, long byteSize) {
        write(Entry.FREED, pool, offset, byteSize);
    }

    private void write(int kind, int pool, long offset, long byteSize) {
        if (isLeftOut(offset, mask)) {
            return;
        }
        ring.offer(Entry.first(kind, pool, offset), Entry.second(byteSize, Thread.currentThread().threadId()));
    }

    /** A block is live as the recording begins; by the thread that drains alone. */
    public void live(int pool, long offset, long byteSize) {
        add(Entry.first(Entry.LIVE, pool, offset), Entry.second(byteSize, 0), BlockRecorder::emit);
    }

    /** Whether a block at this offset is not recorded, where one less than the share is this. */
    static boolean isLeftOut(long offset, int mask) {
        return ((int) (offset * 0x9E3779B97F4A7C15L >>> Integer.SIZE) & mask) != 0;
    }

    // -------------------------------------------------------------------------------------------------------- drain

    /**
     * Hands over what is in the ring, at the most as much as it holds. Of one pass there is one
     * batch at least.
     */
    void drain(Batches batches, long now) {
        drainedInPeriod += ring.drain(ring.capacity(), (first, second) -> add(first, second, batches));
        hand(batches);
        adjust(now);
    }

    private void add(long first, long second, Batches batches) {
        text.add(first, second);
        if (text.characters() >= BATCH_CHARACTERS) {
            hand(batches);
        }
    }

    private void hand(Batches batches) {
        int entries = text.entries();
        batches.batch(batch++, entries, ring.lost(), mask + 1, text.take());
    }

    /** Once a second: whether it is too much. */
    private void adjust(long now) {
        long elapsed = now - periodBegan;
        if (elapsed < SECOND) {
            return;
        }
        long lostNow = ring.lost();
        boolean tooMany = drainedInPeriod > mostASecond * ((double) elapsed / SECOND) || lostNow > lostBefore;
        if (tooMany && mask + 1 < LARGEST_SHARE) {
            mask = 2 * mask + 1;
        }
        lostBefore = lostNow;
        drainedInPeriod = 0;
        periodBegan = now;
    }
}
