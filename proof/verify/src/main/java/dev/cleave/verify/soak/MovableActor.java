package dev.cleave.verify.soak;

import dev.cleave.contiguity.Budget;
import dev.cleave.contiguity.GatherList;
import dev.cleave.contiguity.MovableBlock;
import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.contiguity.Pin;
import java.util.SplittableRandom;

/** Movable blocks, which compaction moves under their holders. */
final class MovableActor extends Blocks<MovableBlock> {
    private final MovableBlocks blocks;

    MovableActor(MovableBlocks blocks, long owner) {
        super(owner, 64 << 10);
        this.blocks = blocks;
    }

    @Override
    public String name() {
        return "movable";
    }

    @Override
    MovableBlock allocate(long byteSize) {
        return blocks.allocate(byteSize);
    }

    @Override
    void free(MovableBlock block) {
        block.free();
    }

    @Override
    void fill(MovableBlock block, long byteSize, long stamp) {
        try (Pin pin = block.pin()) {
            Stamps.fill(pin.segment(), stamp);
        }
    }

    @Override
    boolean isStamped(MovableBlock block, long byteSize, long stamp) {
        try (Pin pin = block.pin()) {
            return Stamps.isFilled(pin.segment(), stamp);
        }
    }

    @Override
    void touch(MovableBlock block, SplittableRandom random) {
        switch (random.nextInt(4)) {
            case 0 -> blocks.compactor().compact(256 << 10, 1, Budget.ofBytes(1 << 20));
            case 1 -> {
                try (GatherList list = GatherList.of(blocks.pool(), 64 << 10)) {
                    list.pieces().forEach(piece -> piece.fill((byte) 1));
                }
            }
            case 2 -> block.readOptimistically(memory -> {
                throw new Thrown();
            });
            default -> {
                try (var pin = block.pinLong()) {
                    Finding.require(pin.byteSize() == block.byteSize(), "movable: a pin has another size");
                }
            }
        }
    }
}
