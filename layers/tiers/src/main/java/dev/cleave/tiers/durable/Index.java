package dev.cleave.tiers.durable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/**
 * The index of objects, in the file: chunks of slots. A chunk's first slot says which one it is, and
 * where the chunk before it lies; the newest is named by the header. Slots are read in mapped
 * memory, and written by way of the log.
 */
final class Index {
    /** Slots of a chunk, the first included. */
    static final int CHUNK_SLOTS = 512;

    /** Bytes of a chunk. */
    static final int CHUNK_BYTES = CHUNK_SLOTS * Slot.BYTES;

    private static final int CHUNK_SHIFT = Integer.numberOfTrailingZeros(CHUNK_SLOTS);
    private static final int MOST_CHUNKS = Integer.MAX_VALUE >>> CHUNK_SHIFT;

    private final DurableFile file;
    private final MemorySegment memory;
    private final Layout layout;
    private final long tag;
    private final FreeSlots free = new FreeSlots();
    private final LongAdder objects = new LongAdder();
    private volatile long[] chunks = {};

    Index(DurableFile file, MemorySegment memory, Header header) {
        this.file = file;
        this.memory = memory;
        layout = header.layout();
        tag = header.tag();
    }

    /**
     * Finds the chunks of a file that was closed, from the newest on.
     *
     * @throws DamagedHeapException where one of them is damaged
     */
    void open(Header header) {
        long[] found = new long[header.chunks()];
        long place = header.indexHead();
        for (int chunk = found.length - 1; chunk >= 0; chunk--) {
            int number = chunk << CHUNK_SHIFT;
            boolean possible = place >= 0 && place <= header.dataBytes() - CHUNK_BYTES;
            if (!possible || !Slot.isSound(memory, layout.offsetOf(place), number, tag)) {
                throw new DamagedHeapException(file.name() + ": chunk " + chunk + " of " + found.length
                        + " of the index, at " + (possible ? "offset " + layout.offsetOf(place) : "place " + place)
                        + ", is damaged");
            }
            found[chunk] = place;
            place = Slot.read(memory, layout.offsetOf(place)).place();
        }
        chunks = found;
    }

    /** Whether there may be so many chunks more. */
    boolean mayHave(int more) {
        return chunks.length + more <= MOST_CHUNKS;
    }

    int chunks() {
        return chunks.length;
    }

    long placeOfChunk(int chunk) {
        return chunks[chunk];
    }

    /** Writes a chunk of free slots; it is part of the index once it was {@link #add added}. */
    void write(int chunk, long place, long placeBefore) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment slots = arena.allocate(CHUNK_BYTES);
            Slot nothing = new Slot(Slot.Kind.FREE, 0, 0, 0);
            for (int slot = 0; slot < CHUNK_SLOTS; slot++) {
                Slot each = slot == 0 ? new Slot(Slot.Kind.CHUNK, chunk, placeBefore, 0) : nothing;
                each.write(slots, (long) slot * Slot.BYTES, (chunk << CHUNK_SHIFT) + slot, tag);
            }
            file.write(layout.offsetOf(place), slots);
        }
    }

    /** Adds a chunk that is durable: its slots can be taken. Under the lock of the structure. */
    void add(long place) {
        int chunk = chunks.length;
        long[] more = Arrays.copyOf(chunks, chunk + 1);
        more[chunk] = place;
        chunks = more;
        for (int slot = CHUNK_SLOTS - 1; slot > 0; slot--) {
            free.add((chunk << CHUNK_SHIFT) + slot, 0);
        }
    }

    /** The number of a slot of a chunk. */
    static int number(int chunk, int slot) {
        return (chunk << CHUNK_SHIFT) + slot;
    }

    /** The highest number of a slot, and one. */
    int end() {
        return chunks.length << CHUNK_SHIFT;
    }

    /** Whether there is such a slot. */
    boolean has(int number) {
        return number > 0 && number < end() && (number & CHUNK_SLOTS - 1) != 0;
    }

    /** Where a slot lies in the file. */
    long offsetOf(int number) {
        return layout.offsetOf(chunks[number >>> CHUNK_SHIFT]) + (long) (number & CHUNK_SLOTS - 1) * Slot.BYTES;
    }

    /** The words of all slots of a chunk. */
    long[] words(int chunk) {
        return Slot.words(memory, layout.offsetOf(chunks[chunk]), CHUNK_SLOTS * Slot.WORDS);
    }

    /** Reads a slot; under the lock of its object. */
    Slot slot(int number) {
        return Slot.read(memory, offsetOf(number));
    }

    /** Whether the checksum of a slot is right, whose chunk has these words. */
    boolean isSound(long[] words, int slot, int number) {
        return Slot.isSound(words, slot * Slot.WORDS, number, tag);
    }

    /** A slot as bytes that are to lie in the file. */
    void addTo(Redo redo, int number, Slot slot) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[Slot.BYTES]);
        slot.write(bytes, 0, number, tag);
        redo.add(offsetOf(number), bytes);
    }

    /** The handle of what a slot has. */
    long handleOf(int number, int generation) {
        return Handle.of(tag, generation, number);
    }

    /** Whether a handle may be one of this heap. */
    boolean isOurs(long handle) {
        return Handle.isOf(handle, tag);
    }

    /** Free slots. */
    FreeSlots free() {
        return free;
    }

    /** How many objects came, or went. */
    void count(long more) {
        objects.add(more);
    }

    /** How many objects there are. */
    long objects() {
        return objects.sum();
    }
}
