package dev.cleave.lab.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.cleave.contiguity.MovableBlock;
import dev.cleave.contiguity.Pin;

/** A movable block of Cleave's. */
record MovableHold(MovableBlock block) implements PinHold {
    @Override
    public byte pinned() {
        try (Pin pin = block.pin()) {
            return pin.get(0);
        }
    }

    @Override
    public byte pinnedSegment() {
        try (Pin pin = block.pin()) {
            return pin.segment().get(JAVA_BYTE, 0);
        }
    }

    @Override
    public byte unpinned() {
        return block.readOptimistically(bytes -> bytes.get(JAVA_BYTE, 0));
    }

    @Override
    public void free() {
        block.free();
    }
}
