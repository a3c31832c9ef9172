package dev.cleave.lab.bench;

import dev.cleave.lab.peer.BlockAllocator;

/** A worker that allocates and frees blocks. */
abstract class BlockWorker extends Worker {
    final BlockAllocator allocator;

    BlockWorker(BlockAllocator allocator) {
        this.allocator = allocator;
    }
}
