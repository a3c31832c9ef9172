package dev.cleave.lab.replay;

import dev.cleave.lab.peer.ByteAllocator;
import dev.cleave.lab.report.ProgressStep;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * The pass that keeps books, and that stamps and checks every block unless told not to. Not timed.
 *
 * <p>A block is stamped and entered in the books before its address is published, and checked before it is freed, by
 * whichever thread frees it.
 */
final class RecordedPass implements EventHandler {
    private static final int DAMAGES_KEPT = 10;

    private final Trace trace;
    private final ByteAllocator allocator;
    private final Addresses addresses;
    private final Ledger ledger;
    private final boolean verify;
    private final Stamps stamps;
    private final List<String> damages = new ArrayList<>();
    private int damageCount;
    private int verified;

    RecordedPass(
            Trace trace, ByteAllocator allocator, Addresses addresses, ReplaySettings settings,
            ProgressStep progress) {
        this.trace = trace;
        this.allocator = allocator;
        this.addresses = addresses;
        ledger = new Ledger(trace, allocator, progress);
        verify = settings.verify();
        stamps = new Stamps(settings.seed());
    }

    @Override
    public void enterThread() {
        allocator.enterThread();
    }

    @Override
    public void allocate(int event, int block) {
        long bytes = trace.bytes(block);
        long address = allocator.allocate(bytes, block);
        if (address == ByteAllocator.NO_ADDRESS || verify && misplaced(block, address, bytes)) {
            ledger.failed(event, block);
            addresses.publish(block, Addresses.FAILED);
            return;
        }
        if (verify) {
            stamps.write(block, address, bytes);
        }
        ledger.allocated(event, block, address);
        addresses.publish(block, address);
    }

    @Override
    public void free(int event, int block) {
        long address = addresses.get(block);
        if (address != Addresses.FAILED) {
            check(block, address);
        }
        ledger.freed(event, block, address);
        if (address != Addresses.FAILED) {
            giveBack(block, address);
        }
    }

    private void giveBack(int block, long address) {
        try {
            allocator.free(address, block);
        } catch (IllegalArgumentException refused) {
            damaged(block, address, "the allocator refused to take it back: " + refused.getMessage());
        }
    }

    /** Writing into such a block could break the process, so it is reported and never touched. */
    private boolean misplaced(int block, long address, long bytes) {
        Optional<ByteAllocator.Region> region = allocator.region();
        if (region.isEmpty()) {
            return false;
        }
        long offset = address - region.get().address();
        if (!region.get().holds(address, bytes)) {
            damaged(block, address, "lies outside of the region of " + region.get().bytes() + " bytes at 0x"
                    + Long.toHexString(region.get().address()));
            return true;
        }
        if (trace.kind() == TraceKind.PAGES && allocator.aligned() && (offset & bytes - 1) != 0) {
            damaged(block, address, "lies at offset " + offset + " of the region, which is no multiple of its size");
            return true;
        }
        return false;
    }

    private void check(int block, long address) {
        if (!verify) {
            return;
        }
        Optional<Stamps.Difference> difference = stamps.check(block, address, trace.bytes(block));
        if (difference.isPresent()) {
            Stamps.Difference found = difference.get();
            damaged(block, address, "byte %d (at 0x%x) should be 0x%02x and is 0x%02x: something else wrote into it"
                    .formatted(found.at(), address + found.at(), found.expected(), found.found()));
        } else {
            countVerified();
        }
    }

    private synchronized void countVerified() {
        verified++;
    }

    private synchronized void damaged(int block, long address, String problem) {
        damageCount++;
        if (damages.size() < DAMAGES_KEPT) {
            damages.add("block %d (%d bytes at 0x%x): %s"
                    .formatted(trace.id(block), trace.bytes(block), address, problem));
        }
    }

    /** Checks and frees what the trace left live, and then the allocator's own books. */
    void finish() {
        BitSet live = ledger.live();
        for (int block = live.nextSetBit(0); block >= 0; block = live.nextSetBit(block + 1)) {
            check(block, addresses.get(block));
        }
        for (int block = live.nextSetBit(0); block >= 0; block = live.nextSetBit(block + 1)) {
            giveBack(block, addresses.get(block));
        }
        try {
            allocator.verifyEmpty();
        } catch (IllegalStateException broken) {
            damageCount++;
            damages.add("the allocator's books: " + broken.getMessage());
        }
    }

    @Override
    public void abandon() {
        ledger.live().stream().forEach(block -> giveBack(block, addresses.get(block)));
    }

    Ledger ledger() {
        return ledger;
    }

    /** The first few things found wrong, a sentence each. */
    List<String> damages() {
        return damages;
    }

    /** How many things were found wrong in all. */
    int damageCount() {
        return damageCount;
    }

    /** How many blocks were found whole. */
    int verified() {
        return verified;
    }
}
