package dev.cleave.lab.experiment.tlb;

import dev.cleave.memory.AddressSpace;
import dev.cleave.memory.Mapping;
import dev.cleave.memory.OperatingSystem;
import dev.cleave.memory.OperatingSystemException;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/**
 * Memory in one of the layouts.
 *
 * @param memory all of it
 * @param maps of how many mappings it consists
 * @param backing what lies behind it, in words
 * @param closing gives it back
 */
record LaidOut(MemorySegment memory, int maps, String backing, Runnable closing) implements AutoCloseable {
    /**
     * A process may have 65,530 mappings unless its system's setting is changed, and the JVM needs
     * some.
     */
    private static final int MOST_MAPS = 1 << 15;

    /** One mapping. */
    static LaidOut onePiece(Mapping mapping, long address, long byteSize) {
        return new LaidOut(MemorySegment.ofAddress(address).reinterpret(byteSize), 1, mapping.backing(),
                mapping.unmapping());
    }

    /**
     * The pages of a mapped file in random order: one by one, or a few together where those would
     * be too many mappings.
     */
    static LaidOut scattered(OperatingSystem system, Mapping file, long byteSize, SplittableRandom random) {
        long piece = system.pageSize();
        while (byteSize / piece > MOST_MAPS) {
            piece *= 2;
        }
        int[] order = shuffled((int) (byteSize / piece), random);
        AddressSpace space = system.addressSpace();
        long address = space.reserve(byteSize, system.pageSize());
        Runnable closing = () -> {
            space.release(address, byteSize);
            file.unmapping().run();
        };
        try {
            for (int each = 0; each < order.length; each++) {
                space.mapFile(address + each * piece, piece, file.descriptor(), order[each] * piece);
            }
        } catch (OperatingSystemException refused) {
            closing.run();
            throw refused;
        }
        return new LaidOut(MemorySegment.ofAddress(address).reinterpret(byteSize), order.length,
                order.length + " maps of " + piece + " bytes of a memfd", closing);
    }

    private static int[] shuffled(int count, SplittableRandom random) {
        int[] order = new int[count];
        for (int each = 0; each < count; each++) {
            int other = random.nextInt(each + 1);
            order[each] = order[other];
            order[other] = each;
        }
        return order;
    }

    @Override
    public void close() {
        closing.run();
    }
}
