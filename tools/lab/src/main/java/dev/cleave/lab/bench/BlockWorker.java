package dev.cleave.lab.bench;

import dev.cleave.lab.peer.BlockHold;

/** A worker that allocates and frees blocks. */
abstract class BlockWorker extends Worker {
    final BlockHold allocator;

    BlockWorker(BlockHold allocator) {
        this.allocator = allocator;
    }
}
