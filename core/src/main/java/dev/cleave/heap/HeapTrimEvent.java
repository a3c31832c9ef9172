package dev.cleave.heap;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** Empty slabs and spare blocks given back to the pool, many at once; its duration is that of the whole pass. */
@Name("dev.cleave.HeapTrim")
@Label("Heap Trim")
@Category("Cleave")
@Description("Empty slabs and spare blocks of a heap given back to its pool")
final class HeapTrimEvent extends jdk.jfr.Event {
    /** Who wanted it. */
    enum Cause {
        /** {@link Heap#trim()}. */
        TRIM,
        /** The pool was full. */
        PRESSURE,
        /** The pool's regular visit. */
        DECAY,
        /** The pool had to commit memory, though much was free. */
        GROWTH
    }

    private static final HeapTrimEvent UNUSED = new HeapTrimEvent();

    @Label("Pool")
    String pool = "";

    @Label("Given Back")
    @DataAmount
    long bytes;

    @Label("Cause")
    String cause = "";

    /** Allocates nothing unless somebody records: a heap gives back when there is no memory. */
    static HeapTrimEvent started() {
        if (!UNUSED.isEnabled()) {
            return UNUSED;
        }
        HeapTrimEvent event = new HeapTrimEvent();
        event.begin();
        return event;
    }

    @SuppressWarnings("ReferenceEquality") // the one that is not used is told by being the same object
    void finished(String poolName, long givenBack, Cause why) {
        if (this != UNUSED && givenBack > 0) {
            pool = poolName;
            bytes = givenBack;
            cause = why.name();
            commit();
        }
    }
}
