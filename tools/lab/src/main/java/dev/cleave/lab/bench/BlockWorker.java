package dev.cleave.lab.bench;

/** A worker that allocates and frees blocks. */
abstract class BlockWorker extends Worker {
    final BlockHold allocator;

    BlockWorker(BlockHold allocator) {
        this.allocator = allocator;
    }
}
