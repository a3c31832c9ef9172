package dev.cleave.objects;

import java.util.BitSet;
import java.util.function.LongConsumer;

/**
 * The slots of one stripe: which are free, the lowest first, so that the table's end runs empty
 * where fewer objects live. A chunk that runs empty is dropped, but for one. Under the stripe's
 * lock.
 */
final class StripeSlots {
    /** No slot: all names are in use or worn. */
    static final long NONE = -1;

    private final SlotDirectory directory;
    private final SlotWord words;
    private final int stripe;
    private final int stripeShift;

    /** By number within the stripe: chunks that there are, and those of them with a free slot. */
    private final BitSet present = new BitSet();

    private final BitSet available = new BitSet();

    /** No chunk before this one has a free slot; none before that one is absent. */
    private int firstAvailable;

    private int firstAbsent;
    private int empty;
    private int chunks;
    private long worn;

    StripeSlots(SlotDirectory directory, SlotWord words, int stripe, int stripeShift) {
        this.directory = directory;
        this.words = words;
        this.stripe = stripe;
        this.stripeShift = stripeShift;
    }

    /** The lowest free slot, which is the caller's until it gives it back; or {@link #NONE}. */
    long take() {
        int local = available.nextSetBit(firstAvailable);
        if (local < 0) {
            local = addChunk();
            if (local < 0) {
                return NONE;
            }
        }
        firstAvailable = local;
        long[] chunk = chunk(local);
        long free = SlotChunk.free(chunk);
        empty -= free == SlotChunk.ALL_FREE ? 1 : 0;
        int slot = Long.numberOfTrailingZeros(free);
        SlotChunk.setFree(chunk, free & free - 1);
        if ((free & free - 1) == 0) {
            available.clear(local);
        }
        return (long) number(local) << SlotChunk.SLOT_SHIFT | slot;
    }

    /** Takes back a slot in which nothing lives, unless it is worn. */
    void giveBack(long slot) {
        int local = (int) (slot >>> SlotChunk.SLOT_SHIFT) >>> stripeShift;
        long[] chunk = chunk(local);
        if (words.isWorn(SlotChunk.getAcquire(chunk, (int) slot))) {
            worn++;
            renewIfWorn(local, chunk);
            return;
        }
        long free = SlotChunk.free(chunk) | 1L << slot;
        SlotChunk.setFree(chunk, free);
        available.set(local);
        firstAvailable = Math.min(firstAvailable, local);
        if (free == SlotChunk.ALL_FREE && ++empty > 1) {
            empty--;
            drop(local);
        }
    }

    /** A chunk of worn slots goes, and its number has another era. */
    private void renewIfWorn(int local, long[] chunk) {
        for (int slot = 0; slot < SlotChunk.SLOTS; slot++) {
            if (!words.isWorn(SlotChunk.getAcquire(chunk, slot)) || words.isLive(SlotChunk.getAcquire(chunk, slot))) {
                return;
            }
        }
        worn -= SlotChunk.SLOTS;
        drop(local);
    }

    private void drop(int local) {
        present.clear(local);
        available.clear(local);
        firstAbsent = Math.min(firstAbsent, local);
        directory.remove(number(local));
        chunks--;
    }

    private int addChunk() {
        int local = present.nextClearBit(firstAbsent);
        while (!directory.hasEraLeft(number(local))) {
            if (!directory.isWithin(number(local))) {
                return -1;
            }
            local = present.nextClearBit(local + 1);
        }
        directory.put(number(local));
        firstAbsent = local + 1;
        present.set(local);
        available.set(local);
        chunks++;
        empty++;
        return local;
    }

    private int number(int local) {
        return local << stripeShift | stripe;
    }

    private long[] chunk(int local) {
        long[] chunk = directory.get(number(local));
        if (chunk == null) {
            throw new IllegalStateException(
                    "the handle table has no chunk " + number(local) + ": its books are broken");
        }
        return chunk;
    }

    /** Slots that wait until all of their chunk are worn. */
    long worn() {
        return worn;
    }

    /** Bytes on the Java heap. */
    long byteSize() {
        return (long) chunks * SlotChunk.BYTES + present.size() / Byte.SIZE + available.size() / Byte.SIZE;
    }

    /** Visits every slot in which something lives. */
    void forEachLive(LongConsumer visitor) {
        for (int local = present.nextSetBit(0); local >= 0; local = present.nextSetBit(local + 1)) {
            long[] chunk = chunk(local);
            for (int slot = 0; slot < SlotChunk.SLOTS; slot++) {
                if (words.isLive(SlotChunk.getAcquire(chunk, slot))) {
                    visitor.accept((long) number(local) << SlotChunk.SLOT_SHIFT | slot);
                }
            }
        }
    }
}
