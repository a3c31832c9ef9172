package dev.cleave.verify.step;

import dev.cleave.contiguity.Budget;
import dev.cleave.contiguity.Claim;
import dev.cleave.contiguity.GatherList;
import dev.cleave.contiguity.GrowableSegment;
import dev.cleave.contiguity.LongPin;
import dev.cleave.contiguity.MovableBlock;
import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.contiguity.Pin;
import dev.cleave.contiguity.Reservation;
import dev.cleave.memory.MemorySource;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Movable blocks, compaction, reservations, gather lists, and segments that grow. */
final class ContiguityTrials extends Trials {
    private static final long BYTES = 256 << 10;
    private static final long PIECE = 4 << 10;

    /** Movable blocks over a pool of their own, whose bytes tell whose they are. */
    private static class Movable extends PoolGround {
        final MovableBlocks blocks;
        final List<MovableBlock> held = new ArrayList<>();
        @Nullable
        Reservation reservation;
        @Nullable
        GrowableSegment growable;
        @Nullable
        LongPin longPin;

        private Movable(MemorySource source) {
            super(source, 1L << 40);
            blocks = MovableBlocks.builder(pool).pageblock(256 << 10).build();
        }

        static Movable empty() {
            return new Movable(MemorySource.memfd("trial"));
        }

        static Movable withBlock() {
            Movable ground = empty();
            ground.allocate(BYTES);
            return ground;
        }

        /** Every second block of the whole pool is free: compaction has something to do. */
        static Movable scattered() {
            Movable ground = empty();
            for (long bytes = 0; bytes < CAPACITY; bytes += BYTES) {
                ground.allocate(BYTES);
            }
            for (int each = ground.held.size() - 1; each >= 0; each -= 2) {
                ground.held.remove(each).free();
            }
            return ground;
        }

        void allocate(long byteSize) {
            MovableBlock made = blocks.allocate(byteSize);
            held.add(made);
            try (Pin pin = made.pin()) {
                pin.segment().set(ValueLayout.JAVA_LONG, 0, made.handle());
            }
        }

        /** What the system refused leaves the pin open, so that it can be closed again. */
        void unpin() {
            if (longPin != null) {
                longPin.close();
                longPin = null;
            }
        }

        void freeAll() {
            while (!held.isEmpty()) {
                held.removeLast().free();
            }
        }

        void verifyBytes() {
            for (MovableBlock each : held) {
                try (Pin pin = each.pin()) {
                    Trials.require(pin.segment().get(ValueLayout.JAVA_LONG, 0) == each.handle(), each);
                }
            }
        }

        @Override
        public void verify() throws Exception {
            super.verify();
            verifyBytes();
        }

        @Override
        public void close() throws Exception {
            end(growable);
            freeAll();
            end(reservation);
            Trials.require(blocks.usage().blocks() == 0, blocks.usage());
            blocks.close();
            super.close();
        }
    }

    ContiguityTrials() {
        blocks();
        ranges();
        growable();
    }

    private void blocks() {
        trial("movable: open and close", PoolGround::new, ground -> MovableBlocks.over(ground.pool).close(),
                Trials::nothing);
        trial("movable: allocate", Movable::empty, ground -> ground.held.add(ground.blocks.allocate(BYTES)), ground -> {
            ground.held.removeLast().free();
        });
        trial("movable: allocate reclaimable", Movable::empty,
                ground -> ground.held.add(ground.blocks.allocateReclaimable(BYTES, MovableBlock::free)),
                ground -> ground.held.removeLast().free());
        trial("movable: free", Movable::withBlock, ground -> {
            if (!ground.held.isEmpty() && ground.held.getLast().isLive()) {
                ground.held.getLast().free();
            }
            ground.held.clear();
        }, Trials::nothing);
        trial("movable: pin, long pin and read", Movable::withBlock, ground -> {
            MovableBlock block = ground.held.getFirst();
            try (Pin pin = block.pin()) {
                pin.segment().set(ValueLayout.JAVA_LONG, 0, block.handle());
            }
            try (LongPin pin = block.pinLong()) {
                pin.segment().set(ValueLayout.JAVA_LONG, 0, block.handle());
            }
            require(block.readOptimistically(memory -> memory.get(ValueLayout.JAVA_LONG, 0)) == block.handle(), block);
        }, ground -> require(!ground.held.getFirst().isPinned(), "a pin stays"));
        trial("movable: keep from children", Movable::withBlock, ground -> {
            ground.unpin();
            ground.longPin = ground.held.getFirst().pinLong();
            ground.longPin.keepFromChildren();
            ground.unpin();
        }, Trials::nothing);
        trial("movable: compact", Movable::scattered,
                ground -> require(ground.blocks.compactor().compact(4 << 20, 1 << 20, Budget.unlimited()).succeeded(),
                        "no room was made"),
                Trials::nothing);
        trial("movable: compact and allocate", Movable::scattered, ground -> {
            long had = ground.blocks.compactor().allocate(2 << 20, 1, Budget.unlimited()).address();
            ground.block = had;
            require(had != 0, "no room was made");
        }, PoolGround::free);
    }

    private void ranges() {
        trial("reservation: reserve and close", Movable::withBlock, ground -> ground.blocks.reserve(1 << 20).close(),
                Trials::nothing);
        trial("reservation: claim and close", () -> {
            Movable ground = Movable.scattered();
            ground.freeAll();
            ground.reservation = ground.blocks.reserve(1 << 20);
            for (int each = 0; each < 24; each++) {
                ground.allocate(BYTES);
            }
            return ground;
        }, ground -> {
            try (Claim claim = Objects.requireNonNull(ground.reservation).claim(Duration.ZERO)) {
                claim.segment().fill((byte) 7);
            }
        }, Trials::nothing);
        trial("gather list: of one piece", Movable::empty, ground -> {
            try (GatherList list = GatherList.of(ground.pool, 64 << 10)) {
                list.pieces().forEach(piece -> piece.fill((byte) 7));
            }
        }, Trials::nothing);
        trial("gather list: of many pieces", Movable::scattered, ground -> {
            try (GatherList list = GatherList.of(ground.pool, 1 << 20)) {
                list.pieces().forEach(piece -> piece.fill((byte) 7));
                list.view();
            }
        }, Trials::nothing);
    }

    private void growable() {
        trial("growable: open and close", Movable::empty,
                ground -> GrowableSegment.of(ground.pool, BYTES, 4 << 20).close(), Trials::nothing);
        trial("growable: grow where the block behind is taken", ContiguityTrials::grown, ground -> {
            GrowableSegment segment = Objects.requireNonNull(ground.growable);
            segment.grow(4 * BYTES);
            require(segment.segment().get(ValueLayout.JAVA_LONG, 0) == 42, "its bytes are lost");
            require(segment.byteSize() == 4 * BYTES, segment.byteSize());
        }, ground -> Objects.requireNonNull(ground.growable).shrink(BYTES));
        trial("growable: shrink", () -> {
            Movable ground = grown();
            Objects.requireNonNull(ground.growable).grow(4 * BYTES);
            return ground;
        }, ground -> Objects.requireNonNull(ground.growable).shrink(BYTES + PIECE), ground -> {
            GrowableSegment segment = Objects.requireNonNull(ground.growable);
            require(segment.segment().get(ValueLayout.JAVA_LONG, 0) == 42, "its bytes are lost");
            segment.grow(4 * BYTES);
        });
    }

    /** A segment with a block in its way. */
    private static Movable grown() {
        Movable ground = Movable.empty();
        GrowableSegment segment = GrowableSegment.of(ground.pool, BYTES, 4 << 20);
        segment.segment().set(ValueLayout.JAVA_LONG, 0, 42);
        ground.growable = segment;
        ground.block = ground.pool.allocateAddress(BYTES);
        return ground;
    }
}
