package dev.cleave.lab.experiment.compaction;

import dev.cleave.contiguity.GatherView;
import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The same number of bytes in pieces of several sizes: every other one of a block of twice as many,
 * in random order; the largest size is all in one. Each page was written to.
 */
final class Pieces implements AutoCloseable {
    private static final long LEAST = 4 << 10;
    private static final int FACTOR = 4;

    private final Pool pool;
    private final MemorySegment block;
    private final Map<Long, GatherView> views = new LinkedHashMap<>();

    /** @param byteSize a power of four times the least piece */
    Pieces(long byteSize, long seed) {
        pool = Pool.builder().capacity(2 * byteSize).purge(false).build();
        block = pool.allocate(2 * byteSize).fill((byte) 1);
        Random random = new Random(seed);
        for (long piece = LEAST; piece <= byteSize; piece *= FACTOR) {
            views.put(piece, view(piece, byteSize / piece, random));
        }
    }

    private GatherView view(long pieceBytes, long count, Random random) {
        List<MemorySegment> pieces = new ArrayList<>();
        for (long each = 0; each < count; each++) {
            pieces.add(block.asSlice(2 * each * pieceBytes, pieceBytes));
        }
        Collections.shuffle(pieces, random);
        return GatherView.of(pieces);
    }

    /** By the bytes of a piece, the smallest first. */
    Map<Long, GatherView> views() {
        return views;
    }

    @Override
    public void close() {
        pool.free(block);
        pool.close();
    }
}
