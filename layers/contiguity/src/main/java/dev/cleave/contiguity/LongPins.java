package dev.cleave.contiguity;

import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The long pins that are open: reports name them. */
final class LongPins {
    private static final StackWalker WALKER = StackWalker.getInstance();
    private static final Set<String> OWN_CLASSES = Set.of(
            LongPins.class.getName(), MovableBlock.class.getName(), MovableBlocks.class.getName());

    private final HandleTable table;
    private final LongPinPlaces places;
    private final boolean sampled;
    private final Set<LongPin> open = ConcurrentHashMap.newKeySet();

    /** None yet. */
    LongPins(HandleTable table, LongPinPlaces places, boolean sampled) {
        this.table = table;
        this.places = places;
        this.sampled = sampled;
    }

    /** Pins a block for long, where others such are, if it can be. */
    LongPin begin(long handle, long byteSize) {
        String site = sampled ? site() : "";
        places.settle(handle);
        long address = table.pinLong(handle);
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

    /** Lets the block of a pin move again. */
    void end(LongPin pin) {
        open.remove(pin);
        places.ended(pin.address());
        table.unpinLong(pin.handle());
    }

    /** Those of a block. Cost: a walk over all that are open. */
    List<LongPin> of(long handle) {
        return open.stream().filter(pin -> pin.handle() == handle).toList();
    }

    /** The place that called. */
    private static String site() {
        return WALKER.walk(frames -> frames
                .filter(frame -> !OWN_CLASSES.contains(frame.getClassName()))
                .findFirst()
                .map(StackFrame::toStackTraceElement)
                .map(StackTraceElement::toString)
                .orElse(""));
    }
}
