package dev.cleave.memory;

/**
 * The parts of a mapped file that its disk has room for, as far as this class made it: one bit a
 * grain. Room is made before what lies there is handed out, so no store finds the disk full;
 * dropping pages gives their room back. Under the lock of the region, which keeps a drop and a
 * making of room apart.
 */
final class DiskRoom {
    private static final int WORD_SHIFT = 6;

    private final OperatingSystem system;
    private final Mapping mapping;
    private final int grainShift;
    private final long[] made;

    /** The file system could not say once: it is not asked again. */
    private boolean unknown;

    DiskRoom(OperatingSystem system, Mapping mapping) {
        this.system = system;
        this.mapping = mapping;
        grainShift = Long.numberOfTrailingZeros(mapping.roomGrain());
        long grains = (mapping.byteSize() - 1 >>> grainShift) + 1;
        made = new long[Math.toIntExact((grains - 1 >>> WORD_SHIFT) + 1)];
    }

    /**
     * Makes room for a range, where it was not made before; what has none in a row is asked for
     * together.
     *
     * @return whether there is room for sure
     * @throws DiskFullException where there is none; what was made until then stays
     */
    boolean make(long offset, long byteSize) {
        long end = offset + byteSize - 1 >>> grainShift;
        for (long first = offset >>> grainShift; first <= end && !unknown; first++) {
            long next = first;
            while (next <= end && !has(next)) {
                next++;
            }
            if (next > first) {
                makeGrains(first, next);
            }
            first = next;
        }
        return !unknown;
    }

    private void makeGrains(long first, long next) {
        long from = first << grainShift;
        long to = Math.min(next << grainShift, mapping.byteSize());
        unknown = !system.makeRoom(mapping, from, to - from);
        for (long grain = first; grain < next && !unknown; grain++) {
            made[(int) (grain >>> WORD_SHIFT)] |= 1L << grain;
        }
    }

    /** Pages of a range were dropped: every grain that they lie in has to be made again. */
    void dropped(long offset, long byteSize) {
        for (long grain = offset >>> grainShift; grain <= offset + byteSize - 1 >>> grainShift; grain++) {
            made[(int) (grain >>> WORD_SHIFT)] &= ~(1L << grain);
        }
    }

    private boolean has(long grain) {
        return (made[(int) (grain >>> WORD_SHIFT)] & 1L << grain) != 0;
    }
}
