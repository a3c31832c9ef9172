package dev.cleave.page;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PressureListener;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Notes which requests came when a pool had no room for them at first sight, who made them, and
 * what there was. It frees nothing. At most one a second is noted, with how many there were since;
 * the others cost a read of the clock and an addition.
 */
final class PressureWatch implements PressureListener {
    private static final long NANOS_BETWEEN = 1_000_000_000;
    private static final int CALLERS = 3;

    private final EventLog log;
    private final LongSupplier clock;
    private final AtomicLong nextAt;
    private final AtomicLong unnoted = new AtomicLong();

    /** @param clock nanoseconds */
    PressureWatch(EventLog log, LongSupplier clock) {
        this.log = log;
        this.clock = clock;
        nextAt = new AtomicLong(clock.getAsLong());
    }

    @Override
    public void memoryIsWanted(Pool pool, long byteSize) {
        long now = clock.getAsLong();
        long due = nextAt.get();
        if (now - due < 0 || !nextAt.compareAndSet(due, now + NANOS_BETWEEN)) {
            unnoted.incrementAndGet();
            return;
        }
        try {
            log.add(System.currentTimeMillis(), "pressure", text(pool, byteSize, unnoted.getAndSet(0)), byteSize);
        } catch (OutOfMemoryError | StackOverflowError noRoom) {
            // Whoever asks must not fail as there is no room for a note: it is counted with the others.
            unnoted.incrementAndGet();
        }
    }

    private static String text(Pool pool, long byteSize, long others) {
        int order = pool.space().snapshot().largestFreeOrder();
        return String.format(Locale.ROOT,
                "%,d bytes wanted by thread %s at %s; %,d bytes free, the largest block %,d%s",
                byteSize, Thread.currentThread().getName(), callers(), pool.freeBytes(),
                order < 0 ? 0 : pool.unit() << order,
                others == 0 ? "" : "; " + others + " others since the last one");
    }

    private static String callers() {
        return StackWalker.getInstance().walk(frames -> frames
                .filter(frame -> !frame.getClassName().startsWith("dev.cleave.memory.")
                        && !frame.getClassName().startsWith("dev.cleave.arena.")
                        && !frame.getClassName().startsWith("dev.cleave.heap.")
                        && !frame.getClassName().startsWith(PressureWatch.class.getName()))
                .limit(CALLERS)
                .map(frame -> frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber())
                .collect(Collectors.joining(" < ")));
    }
}
