package dev.cleave.cache;

import static dev.cleave.cache.EntryMemory.BYTES;

import dev.cleave.heap.BlockMover;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongPredicate;

/**
 * Moves what lies in a block, so that room becomes free beside it. An entry says by its key in
 * which stripe it would be; if that stripe's table has the block's place, under the stripe's lock,
 * it is one. What is no entry may be a table, or nodes of the policy. What belongs to a thread just
 * now, or is visited, stays.
 */
final class EntryMover implements BlockMover {
    final LongAdder moves = new LongAdder();
    final LongAdder movedBytes = new LongAdder();

    private final Entries<?, ?> entries;
    private final EntryMemory memory;
    private final EntryLayout layout;
    private final LongPredicate others;

    /** @param others moves the block at a place, if it knows it */
    EntryMover(Entries<?, ?> entries, LongPredicate others) {
        this.entries = entries;
        memory = entries.memory();
        layout = entries.layout();
        this.others = others;
    }

    @Override
    public boolean move(long address, long byteSize) {
        long place = memory.place(address);
        boolean moved = moveEntry(place, byteSize) || moveTable(place) || others.test(place);
        if (moved) {
            moves.increment();
            movedBytes.add(byteSize);
        }
        return moved;
    }

    private boolean moveEntry(long place, long byteSize) {
        long offset = memory.offset(place);
        if (byteSize < layout.header()) {
            return false;
        }
        int keyBytes = EntryLayout.keyBytes(BYTES, offset);
        if (!entries.keys().mayHave(keyBytes) || keyBytes > byteSize - layout.header()) {
            return false;
        }
        long hash = entries.keys().hashAt(BYTES, layout.key(offset), keyBytes);
        return moveEntry(entries.stripeOf(hash), Words.of(Words.tagOf(hash), place));
    }

    private boolean moveEntry(Stripe stripe, long word) {
        long place = Words.place(word);
        stripe.lock();
        try {
            int index = stripe.table().indexOf(word);
            long copy = index < 0 || stripe.isVisited() ? 0 : memory.tryCopy(place);
            if (copy == 0) {
                return false;
            }
            stripe.replace(index, Words.of(Words.tag(word), copy));
        } finally {
            stripe.unlock();
        }
        stripe.retire(place, true);
        return true;
    }

    private boolean moveTable(long place) {
        for (int each = 0; each < entries.stripeCount(); each++) {
            if (entries.stripe(each).tryMoveTable(place)) {
                return true;
            }
        }
        return false;
    }
}
