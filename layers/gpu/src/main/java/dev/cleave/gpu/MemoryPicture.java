package dev.cleave.gpu;

import java.util.List;
import java.util.Locale;

/**
 * A device heap drawn in text: budgets, pools, and a bar for each block that shows where it is
 * full.
 *
 * <pre>
 * heap 0, device-local, 8 GiB: budget 7.2 GiB, used 6.9 GiB, 3 blocks of 768 MiB
 *   type 0 [DEVICE_LOCAL], pool 'type 0': 3 blocks, 1203 allocations
 *     block 55d2  256 MiB [####-. .#######]  71 % used, largest free 12 MiB
 * </pre>
 */
final class MemoryPicture {
    private static final int CELLS = 32;

    /** A pool with more blocks than this shows the emptiest of them. */
    private static final int MOST_BLOCKS = 16;

    private MemoryPicture() {}

    /** All of it. */
    static String of(DeviceSnapshot snapshot) {
        StringBuilder text = new StringBuilder();
        for (MemoryHeap heap : snapshot.device().heaps()) {
            draw(text, snapshot, heap);
        }
        text.append("pending frees: ").append(snapshot.pendingFrees()).append(" (")
                .append(Sizes.text(snapshot.pendingBytes())).append(")\n");
        return text.toString();
    }

    private static void draw(StringBuilder text, DeviceSnapshot snapshot, MemoryHeap heap) {
        HeapBudget budget = snapshot.budgets().get(heap.index());
        DeviceUsage usage = snapshot.usageOfHeap(heap.index());
        text.append("heap ").append(heap.index()).append(heap.deviceLocal() ? ", device-local, " : ", ")
                .append(Sizes.text(heap.byteSize())).append(": budget ").append(Sizes.text(budget.budgetBytes()))
                .append(", used ").append(Sizes.text(budget.usageBytes())).append(", ").append(usage.blocks())
                .append(" blocks of ").append(Sizes.text(usage.blockBytes())).append('\n');
        for (DevicePoolSnapshot pool : snapshot.pools()) {
            MemoryType type = snapshot.device().type(pool.settings().type());
            if (type.heap() == heap.index() && pool.usage().blocks() > 0) {
                draw(text, pool, type);
            }
        }
    }

    private static void draw(StringBuilder text, DevicePoolSnapshot pool, MemoryType type) {
        text.append("  type ").append(type.index()).append(' ').append(type.properties()).append(", pool '")
                .append(pool.settings().name()).append("': ").append(pool.usage().blocks()).append(" blocks (")
                .append(pool.dedicated().size()).append(" dedicated), ").append(pool.usage().allocations())
                .append(" allocations\n");
        List<BlockSnapshot> shown = pool.blocks();
        if (shown.size() > MOST_BLOCKS) {
            shown = shown.stream().sorted((a, b) -> Long.compare(b.freeBytes(), a.freeBytes())).limit(MOST_BLOCKS)
                    .toList();
            text.append("    the ").append(MOST_BLOCKS).append(" emptiest blocks:\n");
        }
        shown.forEach(block -> draw(text, block));
    }

    private static void draw(StringBuilder text, BlockSnapshot block) {
        long used = block.byteSize() - block.freeBytes();
        text.append(String.format(Locale.ROOT, "    block %x %10s [%s] %3d %% used, largest free %s%n",
                block.handle(), Sizes.text(block.byteSize()), bar(block), 100 * used / block.byteSize(),
                Sizes.text(block.largestFreeBytes())));
    }

    /** '#': a cell that is full; '-': half full or more; '.': less; ' ': empty. */
    private static String bar(BlockSnapshot block) {
        double[] free = new double[CELLS];
        double cell = block.byteSize() / (double) CELLS;
        for (FreeRange range : block.free()) {
            int last = (int) Math.min(CELLS - 1, (range.offset() + range.byteSize()) / cell);
            for (int i = (int) (range.offset() / cell); i <= last; i++) {
                double from = Math.max((double) range.offset(), i * cell);
                double end = Math.min((double) (range.offset() + range.byteSize()), (i + 1) * cell);
                free[i] += Math.max(0, end - from);
            }
        }
        StringBuilder bar = new StringBuilder();
        for (double bytes : free) {
            double used = 1 - bytes / cell;
            bar.append(used > 0.999 ? '#' : used >= 0.5 ? '-' : used > 0.001 ? '.' : ' ');
        }
        return bar.toString();
    }
}
