package dev.cleave.lab.experiment.tlb;

import dev.cleave.memory.Mapping;
import dev.cleave.memory.MemorySource;
import dev.cleave.memory.OperatingSystem;
import java.util.Locale;
import java.util.SplittableRandom;

/** How the same bytes of address space can be backed. */
enum Layout {
    /** Ordinary pages, one mapping. */
    CONTIGUOUS {
        @Override
        LaidOut open(OperatingSystem system, long byteSize, SplittableRandom random) {
            Mapping mapping = system.map(MemorySource.anonymous(), byteSize, system.pageSize());
            return LaidOut.onePiece(inOrdinaryPages(system, mapping), mapping.address(), byteSize);
        }
    },
    /** Huge pages, where the kernel makes them. */
    HUGE {
        @Override
        LaidOut open(OperatingSystem system, long byteSize, SplittableRandom random) {
            Mapping mapping = system.map(MemorySource.transparentHugePages(), byteSize, system.pageSize());
            return LaidOut.onePiece(mapping, mapping.address(), byteSize);
        }
    },
    /** A mapping of its own for each page, of frames that lie in another order. */
    SCATTERED {
        @Override
        LaidOut open(OperatingSystem system, long byteSize, SplittableRandom random) {
            Mapping frames = system.map(MemorySource.memfd("tlb"), byteSize, system.pageSize());
            return LaidOut.scattered(system, inOrdinaryPages(system, frames), byteSize, random);
        }
    };

    /**
     * Backs so many bytes, a multiple of a huge page; nothing is committed yet.
     *
     * @throws UnsupportedOperationException where this system cannot
     */
    abstract LaidOut open(OperatingSystem system, long byteSize, SplittableRandom random);

    /** What results call it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Bytes of a page as it is meant to be. */
    long pageBytes(OperatingSystem system) {
        return this == HUGE && system.hugePageSize() > 0 ? system.hugePageSize() : system.pageSize();
    }

    /** Says that no huge page is to be made of it, where the kernel would. */
    private static Mapping inOrdinaryPages(OperatingSystem system, Mapping mapping) {
        if (mapping.pageSize() > mapping.dropSize()) {
            system.allowHugePages(mapping, 0, mapping.byteSize(), false);
        }
        return mapping;
    }
}
