package dev.cleave.memory;

import dev.cleave.record.Grain;
import dev.cleave.record.GrainRecording;
import dev.cleave.record.GrainRecording.Live;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;

/**
 * Tells of the open pools whoever watches the JVM from outside, by way of the Flight Recorder:
 * their figures, their snapshots, and what happens to their blocks. Nothing is done, and no thread
 * runs, unless a recording asks for the events; then the Flight Recorder's own thread does it.
 *
 * <p>Pools are known weakly. The system property {@value #PROPERTY} says that the JVM has a pool,
 * and by which version of the events it can be watched.
 */
final class Observation {
    /** Read by {@code cleave ps}. */
    static final String PROPERTY = "dev.cleave.observable";

    /** Of the events, and of what is in them. */
    private static final String VERSION = "1";

    /** Of Base64, in one event. */
    private static final int PART_CHARACTERS = 32_000;

    /** After snapshots were taken, none are for so many times as long: half a percent of the time. */
    private static final int SNAPSHOT_REST = 200;

    private static final long LARGE_BLOCK = 2 << 20;
    private static final Observation INSTANCE = new Observation();

    private final List<WeakReference<PoolParts>> pools = new ArrayList<>();
    private final FailureLog failures =
            new FailureLog("what was to be told the Flight Recorder of a pool failed, for pool");
    private final List<Parts> parts = new ArrayList<>();
    private boolean started;

    /** Of a pool, by its number and first address; known weakly. */
    private record Parts(int pool, long base, WeakReference<LeasedParts> reference) {}

    private Observation() {}

    static Observation instance() {
        return INSTANCE;
    }

    /** Tells of this pool from now on. */
    synchronized void watch(PoolParts pool) {
        if (!started) {
            start();
        }
        pools.removeIf(each -> each.refersTo(null));
        pools.add(new WeakReference<>(pool));
    }

    /** Tells of what is handed out of blocks of a pool, for as long as it is there. */
    synchronized void watch(int pool, long base, LeasedParts handedOut) {
        parts.removeIf(each -> each.reference.refersTo(null));
        parts.add(new Parts(pool, base, new WeakReference<>(handedOut)));
    }

    /** Tells of it no more. Makes no object. */
    synchronized void forget(PoolParts pool) {
        for (int each = pools.size() - 1; each >= 0; each--) {
            if (pools.get(each).refersTo(pool)) {
                pools.remove(each);
            }
        }
    }

    /** To ask for the Flight Recorder would start it: it says itself when it is started. */
    private void start() {
        started = true;
        System.setProperty(PROPERTY, VERSION);
        FlightRecorder.addListener(new Starting());
        if (FlightRecorder.isInitialized()) {
            Hooks.add(this);
        }
    }

    /** Waits for the Flight Recorder to be started, and for recordings to end. */
    private static final class Starting implements FlightRecorderListener {
        @Override
        public void recorderInitialized(FlightRecorder recorder) {
            Hooks.add(INSTANCE);
        }

        @Override
        public void recordingStateChanged(Recording recording) {
            GrainRecording.of(Grain.BLOCKS).stopUnlessWanted();
            GrainRecording.of(Grain.ALLOCATIONS).stopUnlessWanted();
        }
    }

    /** What the Flight Recorder calls; loaded when there is one. */
    private static final class Hooks {
        private static boolean added;

        private Hooks() {}

        static synchronized void add(Observation observation) {
            if (!added) {
                added = true;
                FlightRecorder.addPeriodicEvent(PoolEvent.class, () -> observation.forEach(Hooks::tell));
                FlightRecorder.addPeriodicEvent(PoolSnapshotEvent.class,
                        new RestingTask(SNAPSHOT_REST, System::nanoTime,
                                () -> observation.forEach(Hooks::tellSnapshot)));
                GrainRecording.register(observation::tellLive);
            }
        }

        private static void tell(PoolParts pool) {
            PoolSnapshot snapshot = pool.figures().snapshot();
            PoolUsage usage = snapshot.usage();
            PoolEvent event = new PoolEvent();
            event.number = pool.shared().number();
            event.pool = pool.units().name();
            event.unitBytes = snapshot.unit();
            event.capacityBytes = usage.capacityBytes();
            event.requestedBytes = usage.requestedBytes();
            event.usedBytes = usage.usedBytes();
            event.committedBytes = usage.committedBytes();
            event.reservedBytes = usage.reservedBytes();
            event.freeBytes = usage.freeBytes();
            event.largestFreeBlockBytes = usage.largestFreeBlockBytes();
            event.unusableFreeSpace = snapshot.unusableFreeSpaceIndex(
                    Units.ceilingOrder(Math.max(1, LARGE_BLOCK / snapshot.unit())));
            event.freeBlocksByOrder = numbers(snapshot.freeBlocksByOrder());
            event.allocations = pool.counters().handedOut();
            event.frees = pool.counters().takenBack();
            event.failures = pool.failures().sum();
            event.purgedBytes = pool.shared().footprint().purge().droppedBytes();
            event.commit();
        }

        private static String numbers(long[] numbers) {
            StringBuilder text = new StringBuilder();
            for (long each : numbers) {
                text.append(text.isEmpty() ? "" : " ").append(each);
            }
            return text.toString();
        }

        private static void tellSnapshot(PoolParts pool) {
            String text = Base64.getEncoder().encodeToString(pool.figures().snapshot().toBytes());
            int parts = (text.length() + PART_CHARACTERS - 1) / PART_CHARACTERS;
            long longest = longestFreeRun(pool.shared());
            for (int part = 0; part < parts; part++) {
                PoolSnapshotEvent event = new PoolSnapshotEvent();
                event.number = pool.shared().number();
                event.pool = pool.units().name();
                event.part = part;
                event.parts = parts;
                event.snapshot = text.substring(part * PART_CHARACTERS,
                        Math.min(text.length(), (part + 1) * PART_CHARACTERS));
                event.longestFreeRunBytes = longest;
                event.allocations = pool.counters().handedOut();
                event.frees = pool.counters().takenBack();
                event.failures = pool.failures().sum();
                event.purgedBytes = pool.shared().footprint().purge().droppedBytes();
                event.commit();
            }
        }

        private static long longestFreeRun(SharedParts shared) {
            long[] longest = {0};
            shared.space().forEachFreeRun(0, shared.units().count(),
                    (offset, length) -> longest[0] = Math.max(longest[0], length));
            return shared.units().bytes(longest[0]);
        }
    }

    /**
     * Tells of every block; for {@link Grain#ALLOCATIONS} also of the parts of those that are cut
     * up, behind them.
     */
    void tellLive(Grain grain, Live live) {
        if (grain == Grain.BLOCKS) {
            forEach(pool -> tellBlocks(pool, 0, live));
            return;
        }
        List<Parts> handedOut = handedOut();
        handedOut.forEach(each -> withParts(each, LeasedParts::giveBackIdle));
        forEach(pool -> {
            pool.spares().drain();
            tellBlocks(pool, pool.units().shift(), live);
        });
        handedOut.forEach(each -> withParts(each, present -> present.forEach(visitor(each, live))));
    }

    private static void tellBlocks(PoolParts pool, int shift, Live live) {
        SharedParts shared = pool.shared();
        Units units = shared.units();
        shared.space().forEachBlock(0, units.count(), (offset, count) -> {
            if (shared.book().isEntered(offset)) {
                live.live(shared.number(), offset << shift, units.bytes(count) - shared.book().slackOf(offset));
            }
        });
    }

    private static LeasedParts.Visitor visitor(Parts parts, Live live) {
        return new LeasedParts.Visitor() {
            @Override
            public void block(long address) {
                live.live(parts.pool, address - parts.base, 0);
            }

            @Override
            public void part(long address, long byteSize) {
                live.live(parts.pool, address - parts.base, byteSize);
            }
        };
    }

    private synchronized List<Parts> handedOut() {
        return new ArrayList<>(parts);
    }

    private void withParts(Parts parts, Consumer<LeasedParts> work) {
        LeasedParts present = parts.reference.get();
        if (present == null) {
            return;
        }
        try {
            work.accept(present);
        } catch (RuntimeException | OutOfMemoryError failure) {
            failures.failed("number " + parts.pool, failure);
        }
    }

    /** What fails for one pool, as it is being closed or the Java heap is full, harms no other. */
    private void forEach(Consumer<PoolParts> tell) {
        for (PoolParts each : open()) {
            try {
                tell.accept(each);
                failures.succeeded();
            } catch (RuntimeException | OutOfMemoryError failure) {
                if (!each.life().isClosed()) {
                    failures.failed(each.units().name(), failure);
                }
            }
        }
    }

    private synchronized List<PoolParts> open() {
        List<PoolParts> open = new ArrayList<>();
        for (WeakReference<PoolParts> each : pools) {
            PoolParts pool = each.get();
            if (pool != null && !pool.life().isClosed()) {
                open.add(pool);
            }
        }
        return open;
    }
}
