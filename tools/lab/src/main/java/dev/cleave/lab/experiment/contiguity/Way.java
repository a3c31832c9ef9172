package dev.cleave.lab.experiment.contiguity;

import dev.cleave.contiguity.Budget;
import dev.cleave.contiguity.Claim;
import dev.cleave.contiguity.ClaimFailedException;
import dev.cleave.contiguity.CompactionResult;
import dev.cleave.contiguity.Compactor;
import dev.cleave.contiguity.GatherList;
import dev.cleave.contiguity.GrowableSegment;
import dev.cleave.contiguity.MapsExhaustedException;
import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.contiguity.Reservation;
import dev.cleave.memory.MemorySource;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A way to serve a large request from a pool in which pages have stayed all over. */
enum Way {
    /** The pool alone. */
    BUDDY {
        @Override
        Site open(Ground ground, long byteSize) {
            return Site.in(pool(ground),
                    pool -> new Site(pool, FixedPages.ungrouped(ground, pool), wanted -> Attempt.ofPool(pool, wanted)));
        }
    },

    /** The pool alone, whose pages were grouped by mobility from the start. */
    GROUPING {
        @Override
        Site open(Ground ground, long byteSize) {
            return Site.in(pool(ground),
                    pool -> new Site(pool, FixedPages.grouped(ground, pool), wanted -> Attempt.ofPool(pool, wanted)));
        }
    },

    /** The pages are movable blocks, and make room when they are asked to. */
    COMPACTION {
        @Override
        Site open(Ground ground, long byteSize) {
            return Site.in(pool(ground), pool -> {
                MovableBlocks blocks = movable(ground, pool);
                return new Site(pool, new MovablePages(ground, blocks),
                        wanted -> compacted(pool, blocks.compactor(), wanted)).closing(blocks::close);
            });
        }
    },

    /** A range was kept from the start, lent to the pages meanwhile, and is claimed back. */
    RESERVATION {
        @Override
        Site open(Ground ground, long byteSize) {
            return Site.in(pool(ground), pool -> {
                MovableBlocks blocks = movable(ground, pool);
                Reservation reservation = blocks.reserve(byteSize);
                return new Site(pool, new MovablePages(ground, blocks), wanted -> claimed(reservation, wanted))
                        .closing(blocks::close);
            });
        }
    },

    /** Several blocks for one. */
    GATHER {
        @Override
        Site open(Ground ground, long byteSize) {
            return Site.in(pool(ground),
                    pool -> new Site(pool, FixedPages.ungrouped(ground, pool), wanted -> gathered(pool, wanted)));
        }
    },

    /** Several blocks, mapped side by side a second time: one range for whoever uses them. */
    STITCHING {
        @Override
        Site open(Ground ground, long byteSize) {
            return Site.in(ground.open("contiguity", MemorySource.memfd("contiguity")),
                    pool -> new Site(pool, FixedPages.ungrouped(ground, pool), wanted -> stitched(pool, wanted)));
        }
    };

    /** Why there is no stitching, where there is none. */
    static final String NOT_STITCHED =
            "stitching: needs Linux, where a pool's memory can be mapped a second time";

    /** Those that there are on this system. */
    static List<Way> here() {
        return "Linux".equals(System.getProperty("os.name"))
                ? List.of(values())
                : Arrays.stream(values()).filter(way -> way != STITCHING).toList();
    }

    /** What results call it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * A pool with its pages.
     *
     * @param byteSize of the request that will come, for a way that has to know
     */
    abstract Site open(Ground ground, long byteSize);

    static Pool pool(Ground ground) {
        return ground.open("contiguity", MemorySource.anonymous());
    }

    static MovableBlocks movable(Ground ground, Pool pool) {
        return MovableBlocks.builder(pool).pageblock(ground.blockBytes()).build();
    }

    private static Attempt compacted(Pool pool, Compactor compactor, long byteSize) {
        CompactionResult result = compactor.allocate(byteSize, 1, Budget.unlimited());
        long address = result.address();
        return address == 0
                ? Attempt.refused(result.copiedBytes())
                : new Attempt(List.of(pool.memory().asSlice(address - pool.baseAddress(), byteSize)), 1,
                        result.copiedBytes(), () -> pool.free(address));
    }

    private static Attempt claimed(Reservation reservation, long byteSize) {
        long before = reservation.usage().movedBytes();
        try {
            Claim claim = reservation.claim(0, byteSize, Duration.ZERO);
            return new Attempt(List.of(claim.segment().asSlice(0, byteSize)), 1,
                    reservation.usage().movedBytes() - before, claim::close);
        } catch (ClaimFailedException refused) {
            return Attempt.refused(reservation.usage().movedBytes() - before);
        }
    }

    private static Attempt gathered(Pool pool, long byteSize) {
        try {
            GatherList list = GatherList.of(pool, byteSize);
            return new Attempt(list.pieces(), list.pieces().size(), 0, list::close);
        } catch (PoolExhaustedException refused) {
            return Attempt.refused(0);
        }
    }

    private static Attempt stitched(Pool pool, long byteSize) {
        try {
            GrowableSegment segment = GrowableSegment.of(pool, byteSize);
            return new Attempt(List.of(segment.segment()), segment.pieces(), 0, segment::close);
        } catch (PoolExhaustedException | MapsExhaustedException refused) {
            return Attempt.refused(0);
        }
    }
}
