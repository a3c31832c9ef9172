package dev.cleave.workshop.lists;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.FreeBlockVisitor;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of one order in a {@link List}, scanned from its head for whatever is wanted: what one writes first.
 *
 * <pre>
 *   allocate: ── taken ── taken ── taken ── taken ── FREE        n steps past n taken blocks
 *   free 7:   ── 0 ── 1 ── 2 ── 3 ── 4 ── 5 ── 6 ── 7            and as many again to find its buddy
 * </pre>
 *
 * <p>Every operation costs a step for each block that the list holds before the one it wants, and the list holds the taken
 * ones too. So n allocations cost about n² / 2 steps: at 262,144 units 34 thousand million. In a vector the references lie
 * side by side and the processor fetches ahead; in a linked list each step must first load the node that tells where the
 * next one is, and as soon as they do not fit the caches it waits for memory each time.
 */
final class ScannedList implements BlockList {
    private static final int BLOCK_BYTES = 24;

    private final int order;
    private final List<Block> blocks;
    private final int bytesAnEntry;

    /**
     * An empty list.
     *
     * @param order of its blocks
     * @param blocks the list to use, empty
     * @param bytesAnEntry what that list spends on an entry
     */
    ScannedList(int order, List<Block> blocks, int bytesAnEntry) {
        this.order = order;
        this.blocks = blocks;
        this.bytesAnEntry = bytesAnEntry;
    }

    @Override
    public void add(long offset, boolean free) {
        blocks.add(new Block(offset, free));
    }

    @Override
    public void remove(long offset) {
        for (Iterator<Block> each = blocks.iterator(); each.hasNext();) {
            if (each.next().offset == offset) {
                each.remove();
                return;
            }
        }
    }

    @Override
    public long takeFree() {
        for (Block block : blocks) {
            if (block.free) {
                block.free = false;
                return block.offset;
            }
        }
        return BlockAllocator.NO_BLOCK;
    }

    @Override
    public void release(long offset) {
        Block block = find(offset);
        if (block != null) {
            block.free = true;
        }
    }

    @Override
    public boolean isFree(long offset) {
        Block block = find(offset);
        return block != null && block.free;
    }

    @Override
    public boolean isTaken(long offset) {
        Block block = find(offset);
        return block != null && !block.free;
    }

    private @Nullable Block find(long offset) {
        for (Block block : blocks) {
            if (block.offset == offset) {
                return block;
            }
        }
        return null;
    }

    @Override
    public void forEachFree(FreeBlockVisitor visitor) {
        for (Block block : blocks) {
            if (block.free) {
                visitor.visit(block.offset, 1L << order);
            }
        }
    }

    @Override
    public long metadataBytes() {
        return (long) blocks.size() * (BLOCK_BYTES + bytesAnEntry);
    }

    @Override
    public String picture() {
        return blocks.stream().map(block -> block.offset + (block.free ? " free" : " taken"))
                .collect(Collectors.joining(", "));
    }

    /** A block, free or taken. */
    static final class Block {
        private final long offset;
        private boolean free;

        private Block(long offset, boolean free) {
            this.offset = offset;
            this.free = free;
        }
    }
}
