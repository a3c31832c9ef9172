package dev.cleave.guard.enclave;

import static dev.cleave.guard.enclave.SlabShape.PAGE_BYTES;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The shelf of each slot size, and which slot size a request gets. Where boundaries change, slabs
 * of the old ones live on until their objects are freed. For one thread at a time.
 */
final class Shelves {
    /**
     * A slot of boundaries that were given up serves requests whose own slot has so much less: an
     * eighth.
     */
    private static final int LEFT_OVER_SHIFT = 3;

    private static final double OPENED_BYTES = Shelf.TABLE_BYTES + PAGE_BYTES / 2.0;

    private final ClassLearner learner;
    private final int slabPages;
    private final MetadataAccount account;
    private final int leastChoices;
    private final TreeMap<Integer, Shelf> shelves = new TreeMap<>();

    /** A slot that is free, and its slab. */
    record Choice(Slab slab, int slot) {}

    /** @param leastChoices free slots that a shelf keeps */
    Shelves(ClassLearner learner, int slabPages, MetadataAccount account, int leastChoices) {
        this.learner = learner;
        this.slabPages = slabPages;
        this.account = account;
        this.leastChoices = leastChoices;
    }

    /**
     * A request more: where it is time, classes that suit the live objects better are looked for.
     */
    void requested() {
        if (learner.isTimeToLook()) {
            learner.look(this::costBytes);
        }
    }

    /**
     * What a class costs besides its objects: half a page that is opened, less free slots that stay
     * of use.
     */
    private double costBytes(int slotBytes) {
        Shelf shelf = shelves.get(slotBytes);
        if (shelf == null || shelf.slabs() == 0) {
            return OPENED_BYTES;
        }
        return -shelf.freeBytes();
    }

    /** An object of so many bytes has a slot of a slab on this shelf from now on. */
    void began(Shelf shelf, Slab slab, int size) {
        shelf.changed(slab, 1, size);
        learner.began(size);
    }

    /**
     * An object of so many bytes has given its slot back; of one in a condemned slab the size was
     * lost.
     */
    void ended(Shelf shelf, Slab slab, int size) {
        shelf.changed(slab, -1, -size);
        if (!slab.isCondemned()) {
            learner.ended(size);
        }
    }

    /**
     * The shelf that a request of so many bytes is served from. Free slots of boundaries that were
     * given up come first: nothing else would use them.
     */
    Shelf shelfOf(int size) {
        int slotBytes = learner.now().slotBytes(size);
        if (learner.changes() > 0) {
            int most = slotBytes + (slotBytes >>> LEFT_OVER_SHIFT);
            for (Shelf each : shelves.subMap(size, true, most, true).values()) {
                if (each.freeSlots() >= leastChoices && !learner.now().has(each.slotBytes())) {
                    return each;
                }
            }
        }
        Shelf known = shelves.get(slotBytes);
        if (known != null) {
            return known;
        }
        account.charge(Shelf.TABLE_BYTES);
        Shelf shelf = new Shelf(slotBytes, slabPages);
        shelves.put(slotBytes, shelf);
        return shelf;
    }

    /** The shelf of the slabs of a shape, of which there is one. */
    Shelf shelfWith(SlabShape shape) {
        Shelf shelf = shelves.get(shape.slotBytes());
        if (shelf == null) {
            throw new IllegalStateException("a slab of " + shape + " has no shelf");
        }
        return shelf;
    }

    /** A free slot of a shelf that has one: which, the placement says. */
    Choice choose(Shelf shelf, Placement placement) {
        if (!placement.isRandom()) {
            Slab slab = shelf.fullest();
            if (slab == null) {
                throw new IllegalStateException("a shelf with free slots has no slab for them");
            }
            return new Choice(slab, slab.freeSlot(placement.slot(slab.free())));
        }
        List<Slab> slabs = new ArrayList<>();
        shelf.each(Placement.MOST_SLABS, slabs::add);
        int left = placement.slot(slabs.stream().mapToInt(Slab::free).sum());
        int at = 0;
        while (left >= slabs.get(at).free()) {
            left -= slabs.get(at++).free();
        }
        return new Choice(slabs.get(at), slabs.get(at).freeSlot(left));
    }

    /** What each slot size holds, the smallest first. */
    List<EnclaveClassUsage> usage() {
        return shelves.values().stream().map(Shelf::usage).toList();
    }
}
