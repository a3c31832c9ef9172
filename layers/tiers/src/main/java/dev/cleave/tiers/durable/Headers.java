package dev.cleave.tiers.durable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The two headers of a file, written in turn: while one is being written the other is whole. Under
 * the lock of the heap's structure.
 */
final class Headers {
    private final DurableFile file;
    private Header current;

    private Headers(DurableFile file, Header current) {
        this.file = file;
        this.current = current;
    }

    /** The headers of a file whose newest one was {@linkplain #read read}. */
    static Headers of(DurableFile file, Header newest) {
        return new Headers(file, newest);
    }

    /**
     * The newest header of a file of at least two pages.
     *
     * @throws DamagedHeapException where none is whole and of our version
     */
    static Header read(DurableFile file) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment first = arena.allocate(Header.BYTES);
            MemorySegment second = arena.allocate(Header.BYTES);
            file.read(0, first);
            file.read(Layout.PAGE, second);
            return newest(file.name(), first, second);
        }
    }

    /**
     * The newest of two headers.
     *
     * @param name what messages call the file
     * @throws DamagedHeapException where none is whole and of our version
     */
    static Header newest(String name, MemorySegment first, MemorySegment second) {
        boolean firstIsSound = Header.hasMagic(first) && Header.isSound(first);
        boolean secondIsSound = Header.hasMagic(second) && Header.isSound(second);
        if (!firstIsSound && !secondIsSound) {
            throw refusal(name, Header.hasMagic(first) ? first : second);
        }
        requireVersion(name, firstIsSound ? first : second);
        if (firstIsSound && secondIsSound) {
            Header one = Header.read(first);
            Header other = Header.read(second);
            return one.counter() > other.counter() ? one : other;
        }
        return Header.read(firstIsSound ? first : second);
    }

    private static DamagedHeapException refusal(String name, MemorySegment header) {
        if (!Header.hasMagic(header)) {
            return new DamagedHeapException(
                    name + " is no durable heap: it begins with other bytes; name another file");
        }
        requireVersion(name, header);
        return new DamagedHeapException(
                name + " is a durable heap with both headers torn or damaged: restore a copy");
    }

    private static void requireVersion(String name, MemorySegment header) {
        int version = Header.versionOf(header);
        if (version != Header.VERSION) {
            throw new DamagedHeapException(name + " is a durable heap of version " + version
                    + ": this release reads version " + Header.VERSION);
        }
    }

    Header current() {
        return current;
    }

    /** Writes the next header and waits until it is durable: from then on it counts. */
    void write(Header next) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(Header.BYTES);
            next.write(bytes);
            file.write(next.offset(), bytes);
            file.sync(next.offset(), Header.BYTES);
        }
        current = next;
    }
}
