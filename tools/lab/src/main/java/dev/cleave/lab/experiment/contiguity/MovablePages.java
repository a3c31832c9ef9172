package dev.cleave.lab.experiment.contiguity;

import dev.cleave.contiguity.MovableBlock;
import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.contiguity.Pin;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pages that are movable blocks: they are used through their handles, and may lie elsewhere each
 * time.
 */
final class MovablePages implements StayingPages {
    private final List<MovableBlock> pages;

    /** Those of a pool of which nothing is allocated yet, but for reservations. */
    MovablePages(Ground ground, MovableBlocks blocks) {
        MovableBlock[] all = new MovableBlock[ground.pages()];
        long[] addresses = new long[all.length];
        for (int request = 0; request < all.length; request++) {
            all[request] = blocks.allocate(ground.pageBytes());
            addresses[request] = addressOf(all[request]);
        }
        BitSet staying = ground.staying(blocks.pool().baseAddress(), addresses);
        IntStream.range(0, all.length)
                .filter(request -> !staying.get(request))
                .forEach(request -> all[request].free());
        pages = staying.stream().mapToObj(request -> all[request]).toList();
        for (int each = 0; each < pages.size(); each++) {
            try (Pin pin = pages.get(each).pin()) {
                Stamps.write(List.of(pin.segment()), each);
            }
        }
    }

    private static long addressOf(MovableBlock block) {
        try (Pin pin = block.pin()) {
            return pin.address();
        }
    }

    @Override
    public long[] addresses() {
        return pages.stream().mapToLong(MovablePages::addressOf).toArray();
    }

    @Override
    public long wrongStamps() {
        long wrong = 0;
        for (int each = 0; each < pages.size(); each++) {
            try (Pin pin = pages.get(each).pin()) {
                wrong += Stamps.wrong(List.of(pin.segment()), each);
            }
        }
        return wrong;
    }

    @Override
    public void close() {
        pages.forEach(MovableBlock::free);
    }
}
