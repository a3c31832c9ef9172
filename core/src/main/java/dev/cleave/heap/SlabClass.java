package dev.cleave.heap;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A class of slots: how large they are and their slabs, how they begin and end, and how many there
 * are. Where its slabs are say its {@link Shelves}.
 */
final class SlabClass {
    /** Stands for the class of slots that are no size class's, but an object cache's. */
    private static final int NO_CLASS = -1;

    final int sizeClass;
    final int slotBytes;
    final SlabSizes sizes;

    /** How slots begin and end; null where they hold bytes. */
    final @Nullable SlotLife life;

    /** Slots of all slabs: written once a slab. */
    private final AtomicLong slots = new AtomicLong();

    private SlabClass(int sizeClass, SlabSizes sizes, @Nullable SlotLife life) {
        this.sizeClass = sizeClass;
        this.sizes = sizes;
        this.life = life;
        slotBytes = sizes.slotBytes();
    }

    /** A size class. */
    static SlabClass of(int sizeClass, int unitShift) {
        return new SlabClass(sizeClass, new SlabSizes(SizeClasses.bytes(sizeClass), unitShift), null);
    }

    /** The class of slots that are constructed and destructed. */
    static SlabClass of(SlotLife life, int slotBytes, int unitShift) {
        return new SlabClass(NO_CLASS, new SlabSizes(slotBytes, unitShift), life);
    }

    /** Slots of all slabs there are. */
    long slots() {
        return slots.get();
    }

    /** Units that a new slab should have, from how many slots there are already. */
    int wantedUnits() {
        return sizes.wantedUnits(slots.get());
    }

    /** Whose slots they are, for messages. */
    String owner() {
        return life != null ? life.owner() : "of " + slotBytes + " bytes";
    }

    /** A slab of so many slots begins to serve a block. */
    void opened(int slabSlots) {
        slots.getAndAdd(slabSlots);
    }

    /** A slab of so many slots serves its block no longer. */
    void retired(int slabSlots) {
        slots.getAndAdd(-slabSlots);
    }
}
