package dev.cleave.lab.experiment.crash;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * What the objects of one thread hold after so many of its steps. One thread at a time.
 */
final class Ledger {
    private static final byte[] EMPTY = {};

    private final Load load;
    private final int thread;
    private final byte[][] slots = new byte[Load.SLOTS][];
    private long number;
    private long shared;

    /** Before the first step: all slots empty. */
    Ledger(Load load, int thread) {
        this.load = load;
        this.thread = thread;
        Arrays.fill(slots, EMPTY);
    }

    /** Whose it is. */
    int thread() {
        return thread;
    }

    /** The number of the last step in it; 0 before the first. */
    long number() {
        return number;
    }

    /** The number that the thread's part of the shared object has. */
    long shared() {
        return shared;
    }

    /** The bytes in a slot; none where it is empty. */
    byte[] slot(int slot) {
        return slots[slot];
    }

    /** The sizes of the objects in the slots; 0 where one is empty. */
    int[] sizes() {
        return Stream.of(slots).mapToInt(each -> each.length).toArray();
    }

    /** Objects in slots. */
    int objects() {
        return (int) Stream.of(slots).filter(each -> each.length > 0).count();
    }

    /** Does every step up to that number. */
    void advanceTo(long last) {
        while (number < last) {
            advance();
        }
    }

    private void advance() {
        Step step = Step.of(load, thread, number + 1, sizes());
        number = step.number();
        if (step.shares()) {
            shared = number;
        }
        step.changes().forEach(each -> slots[each.slot()] = after(each, slots[each.slot()]));
    }

    private byte[] after(Change change, byte[] before) {
        return switch (change) {
            case Change.Put put -> load.bytes(thread, number, put.slot(), put.byteSize());
            case Change.Remove _ -> EMPTY;
            case Change.Overwrite part -> {
                byte[] bytes = before.clone();
                byte[] written = load.bytes(thread, number, part.slot(), part.byteSize());
                System.arraycopy(written, 0, bytes, part.offset(), written.length);
                yield bytes;
            }
            case Change.Resize resize -> {
                byte[] bytes = Arrays.copyOf(before, resize.byteSize());
                int gained = Math.max(0, resize.byteSize() - before.length);
                byte[] written = load.bytes(thread, number, resize.slot(), gained);
                System.arraycopy(written, 0, bytes, bytes.length - gained, gained);
                yield bytes;
            }
        };
    }
}
