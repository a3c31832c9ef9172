package dev.cleave.cache;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.NoSuchElementException;

/**
 * Copies of the entries, a stripe at a time, and in a stripe a tag at a time. Which tags there are
 * is noted when a stripe is come to; whatever has a tag is copied when it is its turn. So an entry
 * that was replaced meanwhile is found, and none is found twice. For one thread.
 */
final class EntryCopies {
    private final Entries<?, ?> entries;
    private final Deque<EntryCopy> ready = new ArrayDeque<>();
    private int stripe = -1;
    private int[] tags = new int[0];
    private int nextTag;

    EntryCopies(Entries<?, ?> entries) {
        this.entries = entries;
    }

    /** An entry as it was: its key, its value, and when it is too old, 0 for never. */
    @SuppressWarnings("ArrayRecordComponent")
    record EntryCopy(byte[] key, byte[] value, long deadline) {}

    boolean hasNext() {
        while (ready.isEmpty()) {
            if (nextTag < tags.length) {
                copy(entries.stripe(stripe), tags[nextTag++]);
            } else if (stripe + 1 < entries.stripeCount()) {
                tags = tagsOf(entries.stripe(++stripe));
                nextTag = 0;
            } else {
                return false;
            }
        }
        return true;
    }

    EntryCopy next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no entry is left");
        }
        return ready.removeFirst();
    }

    private static int[] tagsOf(Stripe stripe) {
        stripe.lock();
        try {
            StripeTable table = stripe.table();
            int[] tags = new int[(int) stripe.count()];
            int found = 0;
            for (int index = 0; index < table.length(); index++) {
                long word = table.word(index);
                if (word != 0 && (found == 0 || tags[found - 1] != Words.tag(word))) {
                    tags[found++] = Words.tag(word);
                }
            }
            return Arrays.copyOf(tags, found);
        } finally {
            stripe.unlock();
        }
    }

    private void copy(Stripe from, int tag) {
        from.lock();
        try {
            entries.requireOpen();
            StripeTable table = from.table();
            int index = table.first(tag);
            for (long word = table.wordOf(tag, index); word != 0; word = table.wordOf(tag, ++index)) {
                entries.copyTo(ready, Words.place(word));
            }
        } finally {
            from.unlock();
        }
    }
}
