package dev.cleave.lab.replay;

import dev.cleave.lab.peer.ByteAllocator;
import dev.cleave.lab.trace.Trace;

/**
 * The pass that is timed: the allocator's calls and next to nothing else. Blocks are not touched.
 *
 * <p>What is measured beyond the allocator is reading an event from arrays and storing an address: one or two nanoseconds.
 */
final class TimedPass implements EventHandler {
    private final Trace trace;
    private final ByteAllocator allocator;
    private final Addresses addresses;

    TimedPass(Trace trace, ByteAllocator allocator, Addresses addresses) {
        this.trace = trace;
        this.allocator = allocator;
        this.addresses = addresses;
    }

    @Override
    public void enterThread() {
        allocator.enterThread();
    }

    @Override
    public void allocate(int event, int block) {
        long address = allocator.allocate(trace.bytes(block), block);
        addresses.publish(block, address == ByteAllocator.NO_ADDRESS ? Addresses.FAILED : address);
    }

    @Override
    public void free(int event, int block) {
        long address = addresses.get(block);
        if (address != Addresses.FAILED) {
            allocator.free(address, block);
            addresses.publish(block, Addresses.FAILED);
        }
    }

    @Override
    public void abandon() {
        for (int block = 0; block < trace.blocks(); block++) {
            if (addresses.get(block) != Addresses.PENDING) {
                free(0, block);
            }
        }
    }

    /** Frees what the trace left live. */
    void finish() {
        for (int block = 0; block < trace.blocks(); block++) {
            free(0, block);
        }
    }
}
