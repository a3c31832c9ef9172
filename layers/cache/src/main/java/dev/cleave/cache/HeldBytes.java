package dev.cleave.cache;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** How many bytes are held, and that they are never more than allowed. */
final class HeldBytes {
    private final long most;

    /** Where there is a limit: who adds learns the sum. */
    private final AtomicLong exact = new AtomicLong();

    /** Where there is none: threads do not meet. */
    private final LongAdder loose = new LongAdder();

    /** @param most in bytes; {@link Long#MAX_VALUE} for no limit */
    HeldBytes(long most) {
        this.most = most;
    }

    /** The most that may be held. */
    long most() {
        return most;
    }

    /** Takes so many bytes, or none where they would be too many. */
    boolean tryTake(long bytes) {
        if (most == Long.MAX_VALUE) {
            loose.add(bytes);
            return true;
        }
        long held = exact.get();
        while (held <= most - bytes) {
            long seen = exact.compareAndExchange(held, held + bytes);
            if (seen == held) {
                return true;
            }
            held = seen;
        }
        return false;
    }

    void giveBack(long bytes) {
        if (most == Long.MAX_VALUE) {
            loose.add(-bytes);
        } else {
            exact.addAndGet(-bytes);
        }
    }

    /** What is held now; where there is no limit, nearly that while others change it. */
    long sum() {
        return most == Long.MAX_VALUE ? loose.sum() : exact.get();
    }
}
