package dev.cleave.lab.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.cleave.tiers.TierPin;
import dev.cleave.tiers.TieredStore;

/** An object of Cleave's tiers, in the nearest of them. There is no way to it but by a pin. */
record TieredHold(TieredStore store, long handle) implements PinHold {
    @Override
    public byte pinned() {
        try (TierPin pin = store.pin(handle)) {
            return pin.get(0);
        }
    }

    @Override
    public byte pinnedSegment() {
        try (TierPin pin = store.pin(handle)) {
            return pin.segment().get(JAVA_BYTE, 0);
        }
    }

    @Override
    public byte unpinned() {
        return pinned();
    }

    @Override
    public void free() {
        store.delete(handle);
    }
}
