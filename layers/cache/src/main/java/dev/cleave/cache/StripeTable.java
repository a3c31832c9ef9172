package dev.cleave.cache;

import static dev.cleave.cache.EntryMemory.BYTES;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The words of a stripe, off the Java heap: open addressing in the order of tags. A word lies at
 * its home or behind it, with no empty one between; so words of one tag lie side by side, a search
 * ends at the first larger tag, and a table is made larger in one walk, without a look at any
 * entry.
 *
 * <p>One thread writes at a time. Others may read meanwhile, and learn nothing that they may
 * believe: every method ends and stays within the table, whatever the words are.
 *
 * <p>Source: Amble and Knuth, <em>Ordered hash tables</em>, The Computer Journal, 1974.
 */
final class StripeTable {
    /** A table without words. */
    static final StripeTable EMPTY = new StripeTable(0, 0, 0, 0);

    private static final int LEAST_HOMES = 16;

    /** Of 20 homes so many are taken at most. */
    private static final int FULL = 17;

    private static final int LEAST_SPILL = 8;
    private static final int MOST_SPILL = 64;

    private final long offset;
    private final long place;
    private final int homes;

    /**
     * Words there are: those behind the homes take what the last homes spill. The last is empty.
     */
    private final int length;

    private StripeTable(long offset, long place, int homes, int length) {
        this.offset = offset;
        this.place = place;
        this.homes = homes;
        this.length = length;
    }

    /** How many homes a table for so many words has. */
    static int homesFor(long words) {
        return Math.toIntExact(Math.max(LEAST_HOMES, words + words / 2));
    }

    /** An empty table, or null where its bytes are not allowed. */
    static @Nullable StripeTable make(EntryMemory memory, int homes) {
        long place = memory.allocate(byteSize(homes));
        return place == 0 ? null : empty(memory, place, homes);
    }

    /**
     * An empty table whose bytes are not counted, to {@linkplain #takePlaceOf take the place} of a larger
     * one: so it can be had where no byte more is allowed. Null where the pool has no room.
     */
    static @Nullable StripeTable tryMakeSmaller(EntryMemory memory, int homes) {
        long place = memory.tryAllocateUncounted(byteSize(homes));
        return place == 0 ? null : empty(memory, place, homes);
    }

    private static int lengthOf(int homes) {
        return homes + Math.clamp(homes / 16, LEAST_SPILL, MOST_SPILL);
    }

    private static long byteSize(int homes) {
        return (long) lengthOf(homes) * Long.BYTES;
    }

    private static StripeTable empty(EntryMemory memory, long place, int homes) {
        long offset = memory.offset(place);
        BYTES.asSlice(offset, byteSize(homes)).fill((byte) 0);
        return new StripeTable(offset, place, homes, lengthOf(homes));
    }

    /** Frees a larger one that is counted; this one is from now on. */
    void takePlaceOf(StripeTable larger, EntryMemory memory) {
        memory.replace(larger.place, place);
    }

    /** Frees a table that is not counted. */
    void release(EntryMemory memory) {
        memory.release(place);
    }

    /** Gives its memory back. */
    void free(EntryMemory memory) {
        if (length > 0) {
            memory.free(place);
        }
    }

    /** Whether the words lie in that block. */
    boolean liesAt(long block) {
        return length > 0 && place == block;
    }

    /**
     * The same words in another block, which is not counted; null where there is no room for it.
     */
    @Nullable
    StripeTable tryMove(EntryMemory memory) {
        long copy = memory.tryCopy(place);
        return copy == 0 ? null : new StripeTable(memory.offset(copy), copy, homes, length);
    }

    int homes() {
        return homes;
    }

    int length() {
        return length;
    }

    /** Whether one word more than so many would make it too full. */
    boolean isFull(long words) {
        return (words + 1) * 20 > (long) homes * FULL;
    }

    long word(int index) {
        return BYTES.get(JAVA_LONG_UNALIGNED, offset + (long) index * Long.BYTES);
    }

    /** The index of the first word whose tag is not less; {@link #length} where there is none. */
    int first(int tag) {
        int index = homes == 0 ? 0 : Words.home(tag, homes);
        while (index < length) {
            long word = word(index);
            if (word == 0 || Words.tag(word) >= tag) {
                break;
            }
            index++;
        }
        return index;
    }

    /** The word at an index if it has that tag, 0 if not. */
    long wordOf(int tag, int index) {
        if (index >= length) {
            return 0;
        }
        long word = word(index);
        return word != 0 && Words.tag(word) == tag ? word : 0;
    }

    /** The index of a word, or -1. */
    int indexOf(long word) {
        int tag = Words.tag(word);
        int index = first(tag);
        while (true) {
            long each = wordOf(tag, index);
            if (each == 0) {
                return -1;
            }
            if (each == word) {
                return index;
            }
            index++;
        }
    }

    void replace(int index, long word) {
        BYTES.set(JAVA_LONG_UNALIGNED, offset + (long) index * Long.BYTES, word);
    }

    /** Puts a word where it belongs; false where what is spilled behind the homes has no room. */
    boolean insert(long word) {
        int at = first(Words.tag(word));
        int empty = at;
        while (empty < length && word(empty) != 0) {
            empty++;
        }
        if (empty >= length - 1) {
            return false;
        }
        move(at, at + 1, empty - at);
        replace(at, word);
        return true;
    }

    /** Takes a word out; those behind it that are not at home come nearer. */
    void remove(int index) {
        int end = index + 1;
        while (end < length) {
            long word = word(end);
            if (word == 0 || Words.home(Words.tag(word), homes) == end) {
                break;
            }
            end++;
        }
        move(index + 1, index, end - index - 1);
        replace(end - 1, 0);
    }

    private void move(int from, int to, int count) {
        MemorySegment.copy(BYTES, JAVA_LONG_UNALIGNED, offset + (long) from * Long.BYTES, BYTES, JAVA_LONG_UNALIGNED,
                offset + (long) to * Long.BYTES, count);
    }

    /** Puts all words into an empty table; false where it spills too many. */
    boolean copyTo(StripeTable target) {
        int next = 0;
        for (int index = 0; index < length; index++) {
            long word = word(index);
            if (word != 0) {
                next = Math.max(next, Words.home(Words.tag(word), target.homes));
                if (next >= target.length - 1) {
                    return false;
                }
                target.replace(next++, word);
            }
        }
        return true;
    }
}
