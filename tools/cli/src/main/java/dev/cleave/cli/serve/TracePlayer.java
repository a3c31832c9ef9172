package dev.cleave.cli.serve;

import dev.cleave.contiguity.MobilityGroups;
import dev.cleave.contiguity.MovableBlock;
import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.lab.replay.AllocatorChoice;
import dev.cleave.lab.trace.Mobility;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import dev.cleave.memory.Pool;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Replays a trace into a pool of its own, as fast as told, forth and back. Memory is handed out and
 * taken back, and never written to. Pages of a page trace lie in mobility groups, and those that
 * can move are movable blocks. To go back, everything is freed, and the trace is played anew.
 *
 * <p>Any thread may call anything; events are played by one at a time.
 */
public final class TracePlayer implements AutoCloseable {
    /** Events a second, at most. */
    public static final int FASTEST = 10_000_000;

    private static final long PAGEBLOCK_BYTES = 2 << 20;
    private static final long TICK_MILLIS = 20;
    private static final long SAMPLE_BYTES = 256 << 10;

    /** So many events are played before somebody else may ask. */
    private static final int CHUNK = 4_096;

    private final Trace trace;
    private final Pool pool;
    private final @Nullable MobilityGroups groups;
    private final @Nullable MovableBlocks movable;
    private final long[] addresses;
    private final @Nullable MovableBlock[] moving;
    private final Thread thread;
    private int event;
    private int live;
    private int failures;
    private int speed = 100_000;
    private volatile boolean playing;
    private volatile boolean closed;

    /** A player before the first event of a trace. */
    public TracePlayer(Trace trace) {
        this.trace = trace;
        boolean pages = trace.kind() == TraceKind.PAGES;
        long wanted = (long) (trace.peakLiveBytes() * AllocatorChoice.usualRegionFactor(trace.kind()));
        pool = Pool.builder()
                .name(Trace.shortName(trace.name()))
                .capacity(Math.max(1, Math.ceilDiv(wanted, PAGEBLOCK_BYTES)) * PAGEBLOCK_BYTES)
                .unit(AllocatorChoice.unit(trace.kind()))
                .sampleEvery(SAMPLE_BYTES)
                .build();
        groups = pages ? MobilityGroups.of(pool, PAGEBLOCK_BYTES) : null;
        movable = groups == null ? null : MovableBlocks.builder(pool).grouped(groups).build();
        addresses = new long[trace.blocks()];
        moving = new MovableBlock[trace.blocks()];
        thread = Thread.ofPlatform().daemon().name("cleave-serve-replay").unstarted(this::run);
        thread.start();
    }

    /** The pool that is played into. */
    public Pool pool() {
        return pool;
    }

    /** Its movable blocks, for a trace of pages. */
    public Optional<MovableBlocks> movable() {
        return Optional.ofNullable(movable);
    }

    /**
     * Where it stands.
     *
     * @param event how many events were played
     * @param live blocks that are live
     * @param failures requests refused since the start of the trace
     * @param speed events a second while it plays
     */
    public record State(int event, int live, int failures, int speed, boolean playing) {}

    /** Where it stands now. */
    public synchronized State state() {
        return new State(event, live, failures, speed, playing);
    }

    /** The trace that is played. */
    public Trace trace() {
        return trace;
    }

    /** Goes on by itself from here; from the start where it is at the end. */
    public synchronized void play() {
        if (event == trace.events()) {
            rewind();
        }
        playing = true;
        notifyAll();
    }

    /** Stands still. */
    public void pause() {
        playing = false;
    }

    /** Plays so many events a second from now on: 1 to {@value #FASTEST}. */
    public synchronized void speed(int eventsASecond) {
        speed = Math.clamp(eventsASecond, 1, FASTEST);
    }

    /** Stands still after so many events more, or at the end. */
    public synchronized void step(int events) {
        pause();
        playUntil((int) Math.min(trace.events(), (long) event + events));
    }

    /** Stands still after so many events of the trace. */
    public synchronized void seek(int target) {
        pause();
        if (target < event) {
            rewind();
        }
        playUntil(Math.min(target, trace.events()));
    }

    private void rewind() {
        for (int block = 0; block < addresses.length; block++) {
            free(block);
        }
        pool.space().flush();
        event = 0;
        failures = 0;
    }

    private void playUntil(int end) {
        while (event < end) {
            int block = trace.block(event);
            if (trace.allocates(event)) {
                allocate(block);
            } else {
                free(block);
            }
            event++;
        }
    }

    private void allocate(int block) {
        boolean served;
        if (movable != null && trace.mobility(block) == Mobility.MOVABLE) {
            moving[block] = movable.tryAllocate(trace.bytes(block), 1).orElse(null);
            served = moving[block] != null;
        } else {
            addresses[block] = groups == null
                    ? pool.tryAllocateAddress(trace.bytes(block))
                    : groups.tryAllocate(dev.cleave.contiguity.Mobility.valueOf(trace.mobility(block).name()),
                            trace.bytes(block), 1);
            served = addresses[block] != 0;
        }
        live += served ? 1 : 0;
        failures += served ? 0 : 1;
    }

    private void free(int block) {
        MovableBlock moved = moving[block];
        if (moved != null) {
            moved.free();
            moving[block] = null;
            live--;
        } else if (addresses[block] != 0) {
            if (groups == null) {
                pool.free(addresses[block]);
            } else {
                groups.free(addresses[block]);
            }
            addresses[block] = 0;
            live--;
        }
    }

    // ------------------------------------------------------------------------------------------------------- by itself

    private void run() {
        long owed = 0;
        long before = System.nanoTime();
        try {
            while (!closed) {
                if (awaitPlaying()) {
                    before = System.nanoTime();
                    owed = 0;
                }
                long now = System.nanoTime();
                owed += now - before;
                before = now;
                owed -= playFor(owed);
                TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
            }
        } catch (InterruptedException closing) {
            // The player is closed.
        }
    }

    /** Waits while it stands still; answers whether it did. */
    private synchronized boolean awaitPlaying() throws InterruptedException {
        boolean waited = !playing;
        while (!playing && !closed) {
            wait();
        }
        return waited;
    }

    /**
     * Plays what is due after so many nanoseconds; answers how many of these it took account of.
     */
    private long playFor(long nanos) {
        double due = nanos * 1e-9 * state().speed;
        long left = (long) due;
        while (left > 0 && playing) {
            left -= CHUNK;
            chunk((int) Math.min(CHUNK, left + CHUNK));
        }
        return due < 1 ? 0 : nanos;
    }

    private synchronized void chunk(int events) {
        if (playing) {
            playUntil((int) Math.min(trace.events(), (long) event + events));
            playing = event < trace.events();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        synchronized (this) {
            pause();
            rewind();
            if (movable != null) {
                movable.close();
            }
        }
        pool.close();
    }
}
