package dev.cleave.lab.experiment.contiguity;

import dev.cleave.memory.MemorySource;
import dev.cleave.memory.Pool;
import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * What a pool is, and what has happened to it before the large request comes: it was filled with
 * pages, and all were freed but one at random in each large block.
 *
 * @param regionBytes bytes of the pool: whole large blocks
 * @param pageBytes of a page, which is the pool's unit
 * @param blockBytes of a large block, a power of two, more than a page
 * @param seed chooses the pages that stay
 */
record Ground(long regionBytes, long pageBytes, long blockBytes, long seed) {
    /** A new pool. */
    Pool open(String name, MemorySource source) {
        return Pool.builder()
                .name(name)
                .capacity(regionBytes)
                .unit(pageBytes)
                .source(source)
                .build();
    }

    /** So many pages fill the pool. */
    int pages() {
        return Math.toIntExact(regionBytes / pageBytes);
    }

    /** So many large blocks it has, and so many pages stay. */
    int blocks() {
        return Math.toIntExact(regionBytes / blockBytes);
    }

    /** The share of the pool that is free once the others are freed. */
    double freeShare() {
        return 1 - (double) blocks() / pages();
    }

    /**
     * The numbers of the requests whose pages stay.
     *
     * @param base the address at which the pool begins
     * @param addresses of all pages of the pool, in the order of the requests that got them
     */
    BitSet staying(long base, long[] addresses) {
        SplittableRandom random = new SplittableRandom(seed);
        int pagesABlock = Math.toIntExact(blockBytes / pageBytes);
        BitSet places = new BitSet(pages());
        for (int block = 0; block < blocks(); block++) {
            places.set(block * pagesABlock + random.nextInt(pagesABlock));
        }
        BitSet staying = new BitSet(addresses.length);
        for (int request = 0; request < addresses.length; request++) {
            staying.set(request, places.get(Math.toIntExact((addresses[request] - base) / pageBytes)));
        }
        return staying;
    }
}
