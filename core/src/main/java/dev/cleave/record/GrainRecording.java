package dev.cleave.record;

import java.util.ArrayList;
import java.util.List;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * The recording of one grain: begins when the first wants it, ends with the last. Those who want it
 * are the Flight Recorder, and {@linkplain Tap taps}.
 */
public final class GrainRecording {
    private static final GrainRecording BLOCKS = new GrainRecording(Grain.BLOCKS);
    private static final GrainRecording ALLOCATIONS = new GrainRecording(Grain.ALLOCATIONS);

    private static final int RING_ENTRIES = 1 << 19;

    /** The most entries a second, above which the share becomes smaller. */
    private static final long MOST_A_SECOND = 1_250_000;

    private final Grain grain;
    private final List<Tap> taps = new ArrayList<>();
    private @Nullable BlockRecorder recorder;

    private GrainRecording(Grain grain) {
        this.grain = grain;
    }

    /** The one of a grain. */
    public static GrainRecording of(Grain grain) {
        return grain == Grain.BLOCKS ? BLOCKS : ALLOCATIONS;
    }

    /** What tells of every block that is live. */
    @FunctionalInterface
    public interface Walk {
        /** Tells of each. */
        void tell(Grain grain, Live live);
    }

    /** Is told of what is live as a recording begins. */
    @FunctionalInterface
    public interface Live {
        /**
         * There is this block or part.
         *
         * @param offset in units for {@link Grain#BLOCKS}, in bytes for {@link Grain#ALLOCATIONS}
         * @param byteSize 0 for a block of which the parts are told, behind it
         */
        void live(int pool, long offset, long byteSize);
    }

    /** One who wants what is recorded, beside the Flight Recorder. */
    public final class Tap implements AutoCloseable {
        private final Walk walk;
        private final Batches batches;

        private Tap(Walk walk, Batches batches) {
            this.walk = walk;
            this.batches = batches;
        }

        /** Hands over what happened since the last time, to all who want it. */
        public void drain() {
            visit(walk);
        }

        @Override
        public void close() {
            leave(this);
        }
    }

    /**
     * Opens a tap. Whoever has it drains it some ten times a second.
     *
     * @param walk is asked when a recording begins
     * @param batches are told by any thread that drains; must not wait
     */
    public synchronized Tap tap(Walk walk, Batches batches) {
        Tap tap = new Tap(walk, batches);
        taps.add(tap);
        return tap;
    }

    private synchronized void leave(Tap tap) {
        taps.remove(tap);
        stopUnlessWanted();
    }

    /**
     * Hands what happened since the last call to whoever wants it; the first call begins the
     * recording, and tells of all that is live. Called again and again while it is wanted.
     *
     * @param walk is asked for what is live
     */
    public synchronized void visit(Walk walk) {
        stopUnlessWanted();
        if (!isWanted()) {
            return;
        }
        BlockRecorder present = recorder;
        if (present == null) {
            present = new BlockRecorder(RING_ENTRIES, MOST_A_SECOND, System.nanoTime());
            recorder = present;
            Recorders.use(grain, present);
            BlockRecorder begun = present;
            walk.tell(grain, (pool, offset, byteSize) -> begun.live(pool, offset, byteSize, this::emit));
        }
        present.drain(this::emit, System.nanoTime());
    }

    /**
     * From now on the Flight Recorder may ask for what happens, at either grain.
     *
     * @param walk is asked for what is live when a recording begins
     */
    public static void register(Walk walk) {
        for (Grain each : Grain.values()) {
            FlightRecorder.addPeriodicEvent(type(each), () -> of(each).visit(walk));
        }
    }

    private boolean isWanted() {
        return !taps.isEmpty() || event().isEnabled();
    }

    /** Ends the recording, if nobody wants it any more. */
    public synchronized void stopUnlessWanted() {
        if (recorder != null && !isWanted()) {
            recorder = null;
            Recorders.use(grain, null);
        }
    }

    private void emit(long number, int entries, long lost, int oneIn, String text) {
        event().tell(number, entries, lost, oneIn, text);
        taps.forEach(each -> each.batches.batch(number, entries, lost, oneIn, text));
    }

    private static Class<? extends RecordedEvent> type(Grain grain) {
        return grain == Grain.BLOCKS ? RecordedBlocksEvent.class : RecordedAllocationsEvent.class;
    }

    private RecordedEvent event() {
        return grain == Grain.BLOCKS ? new RecordedBlocksEvent() : new RecordedAllocationsEvent();
    }
}
