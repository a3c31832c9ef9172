package dev.cleave.contiguity;

import dev.cleave.handle.HandleTable;
import dev.cleave.memory.Pool;
import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The long pins that are open: reports name them. */
final class LongPins {
    private static final StackWalker WALKER = StackWalker.getInstance();

    /** By name, as these know this one. */
    private static final Set<String> OWN_CLASSES = Stream.of("LongPins", "MovableBlock", "MovableBlocks")
            .map(name -> LongPins.class.getPackageName() + "." + name)
            .collect(Collectors.toUnmodifiableSet());

    /** So often a block is tried to be moved out of a reservation. */
    private static final int ATTEMPTS = 8;

    private final HandleTable table;
    private final LongPinPlaces places;
    private final boolean sampled;
    private final Set<LongPin> open = ConcurrentHashMap.newKeySet();
    private final UnforkedBlocks unforked;

    /** None yet. */
    LongPins(Pool pool, HandleTable table, LongPinPlaces places, boolean sampled) {
        unforked = new UnforkedBlocks(pool);
        this.table = table;
        this.places = places;
        this.sampled = sampled;
    }

    /** Pins a block for long, where others such are, if it can be. */
    LongPin begin(long handle, long byteSize) {
        String site = sampled ? site() : "";
        long address = pinOutside(handle);
        boolean begun = false;
        try {
            LongPin pin = new LongPin(this, handle, address, byteSize, site);
            open.add(pin);
            places.begun(address);
            begun = true;
            return pin;
        } finally {
            if (!begun) {
                table.unpinLong(handle);
            }
        }
    }

    /** A block that lies in a reservation is pinned only when it has moved out. */
    private long pinOutside(long handle) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            places.settle(handle);
            long address = table.pinLong(handle);
            if (!places.isLent(address)) {
                return address;
            }
            table.unpinLong(handle);
            Thread.yield();
        }
        throw new IllegalStateException("the block lies in a reservation and cannot move out, as others have it pinned"
                + " or the pool has no room: close the pins, free memory, or pin it for short");
    }

    /** Lets the block of a pin move again. */
    void end(LongPin pin) {
        open.remove(pin);
        places.ended(pin.address());
        table.unpinLong(pin.handle());
    }

    /** The blocks that pins keep out of the processes that this one forks. */
    UnforkedBlocks unforked() {
        return unforked;
    }

    /** Those of a block. Cost: a walk over all that are open. */
    List<LongPin> of(long handle) {
        return open.stream().filter(pin -> pin.handle() == handle).toList();
    }

    private static String outermost(String className) {
        int nested = className.indexOf('$');
        return nested < 0 ? className : className.substring(0, nested);
    }

    /** The place that called. */
    private static String site() {
        return WALKER.walk(frames -> frames
                .filter(frame -> !OWN_CLASSES.contains(outermost(frame.getClassName())))
                .findFirst()
                .map(StackFrame::toStackTraceElement)
                .map(StackTraceElement::toString)
                .orElse(""));
    }
}
