package dev.cleave.contiguity;

import dev.cleave.memory.AddressSpace;
import dev.cleave.memory.Leases;
import dev.cleave.memory.OperatingSystem;
import dev.cleave.memory.OperatingSystemException;
import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A range of address space in which leased pieces of a pool lie side by side, from its beginning
 * on: the pool's file is mapped there a second time, part by part, and behind the last part nothing
 * is. The pieces are the range's from when they are mapped; it gives them back when they are no
 * more. One thread at a time.
 *
 * <p>A process that this one forks does not have the range: its parts are many, and to copy the
 * book of them would cost every fork.
 */
final class StitchedRange {
    /** Mappings of a range that nothing is mapped in, or of what is behind the last piece. */
    private static final int OWN_MAPPINGS = 1;

    private final Pool pool;
    private final Leases leases;
    private final OperatingSystem system;
    private final AddressSpace addressSpace;
    private final MapBudget budget;
    private final long address;
    private final long byteSize;
    private final List<Piece> pieces = new ArrayList<>();
    private long mapped;

    /** A leased block of the pool. */
    private record Piece(long address, long byteSize) {
        long end() {
            return address + byteSize;
        }
    }

    /**
     * Reserves the range.
     *
     * @param byteSize whole pages
     * @throws OperatingSystemException where the system has not so much address space
     * @throws MapsExhaustedException where no mapping is left
     */
    StitchedRange(Pool pool, MapBudget budget, long byteSize) {
        this.pool = pool;
        this.budget = budget;
        this.byteSize = byteSize;
        leases = pool.leases();
        system = pool.region().system();
        addressSpace = system.addressSpace();
        if (!budget.tryTake(OWN_MAPPINGS)) {
            throw new MapsExhaustedException(pool.name(), byteSize, OWN_MAPPINGS, budget, "");
        }
        boolean reserved = false;
        try {
            address = addressSpace.reserve(byteSize, system.pageSize());
            reserved = true;
        } finally {
            if (!reserved) {
                budget.giveBack(OWN_MAPPINGS);
            }
        }
    }

    long address() {
        return address;
    }

    /** Bytes from the beginning on that pieces are mapped at. */
    long mapped() {
        return mapped;
    }

    /** How many pieces there are. */
    int pieces() {
        return pieces.size();
    }

    /** How many mappings the pieces are: fewer, where one is the other's neighbour in the pool. */
    int mappings() {
        int count = 0;
        for (int each = 0; each < pieces.size(); each++) {
            count += each == 0 || pieces.get(each - 1).end() != pieces.get(each).address ? 1 : 0;
        }
        return count;
    }

    // ------------------------------------------------------------------------------------------------------------ grow

    /** Makes the last piece longer where it lies, if the memory behind it is free. */
    boolean tryExtend(long bytes) {
        if (pieces.isEmpty()) {
            return false;
        }
        Piece last = pieces.getLast();
        if (!leases.resize(last.address, last.byteSize + bytes)) {
            return false;
        }
        try {
            Piece longer = new Piece(last.address, last.byteSize + bytes);
            mapAt(mapped, last.end(), bytes);
            keepFromChildren(mapped, bytes);
            pieces.set(pieces.size() - 1, longer);
        } catch (RuntimeException | Error failure) {
            leases.resize(last.address, last.byteSize);
            undoing(failure, () -> addressSpace.vacate(address + mapped, bytes));
            throw failure;
        }
        mapped += bytes;
        return true;
    }

    /**
     * Maps pieces behind the last one; they are the range's then. Where this fails, they are the
     * caller's, and nothing is changed.
     *
     * @return whether there were mappings enough
     */
    boolean tryAppend(PieceLease more) {
        if (!budget.tryTake(more.count())) {
            return false;
        }
        int piecesBefore = pieces.size();
        int mappingsBefore = mappings();
        long bytes = more.byteSize();
        try {
            mapAll(mapped, more);
            keepFromChildren(mapped, bytes);
            for (int each = 0; each < more.count(); each++) {
                pieces.add(new Piece(more.addresses()[each], more.byteSizes()[each]));
            }
        } catch (RuntimeException | Error failure) {
            while (pieces.size() > piecesBefore) {
                pieces.removeLast();
            }
            budget.giveBack(more.count());
            undoing(failure, () -> addressSpace.vacate(address + mapped, bytes));
            throw failure;
        }
        mapped += bytes;
        budget.giveBack(more.count() - (mappings() - mappingsBefore));
        return true;
    }

    private void mapAll(long offset, PieceLease more) {
        long at = offset;
        for (int each = 0; each < more.count(); each++) {
            mapAt(at, more.addresses()[each], more.byteSizes()[each]);
            at += more.byteSizes()[each];
        }
    }

    /**
     * Copies all bytes into one block and maps it in the place of all pieces, which go back. Nobody
     * may write to the range meanwhile; whoever reads sees the same bytes all the time. Where this
     * fails, the block is the caller's, and nothing is changed.
     *
     * @param block leased by the caller, of more bytes than are mapped
     */
    void replaceAll(long block, long blockBytes) {
        Piece whole = new Piece(block, blockBytes);
        copyTo(block);
        try {
            mapAt(0, block, blockBytes);
            keepFromChildren(0, blockBytes);
        } catch (RuntimeException | Error failure) {
            undoing(failure, this::mapPiecesAgain);
            throw failure;
        }
        budget.giveBack(mappings() - 1);
        mapped = blockBytes;
        while (pieces.size() > 1) {
            leases.giveBack(pieces.removeLast().address);
        }
        leases.giveBack(pieces.set(0, whole).address);
    }

    private void copyTo(long block) {
        MemorySegment memory = pool.memory();
        long base = pool.baseAddress();
        long at = block - base;
        for (Piece piece : pieces) {
            MemorySegment.copy(memory, piece.address - base, memory, at, piece.byteSize);
            at += piece.byteSize;
        }
    }

    private void mapPiecesAgain() {
        long at = 0;
        for (Piece piece : pieces) {
            mapAt(at, piece.address, piece.byteSize);
            at += piece.byteSize;
        }
        addressSpace.vacate(address + at, byteSize - at);
    }

    private void mapAt(long offset, long block, long bytes) {
        addressSpace.mapFile(address + offset, bytes, pool.region().descriptor(), block - pool.region().address());
    }

    private void keepFromChildren(long offset, long bytes) {
        system.pages().inheritable(address + offset, bytes, false);
    }

    /**
     * After a failure. What stays mapped is nobody's to use, and is mapped over when the range
     * grows.
     */
    private static void undoing(Throwable failure, Runnable undo) {
        try {
            undo.run();
        } catch (RuntimeException refused) {
            failure.addSuppressed(refused);
        }
    }

    // ---------------------------------------------------------------------------------------------------------- shrink

    /**
     * Unmaps what is behind so many bytes, and gives it back. Nobody may use it any more.
     *
     * @param bytes whole grains of the pool, at least one, at most what is mapped
     */
    void truncate(long bytes) {
        if (bytes == mapped) {
            return;
        }
        int kept = 0;
        long end = 0;
        while (end < bytes) {
            end += pieces.get(kept++).byteSize;
        }
        Piece last = pieces.get(kept - 1);
        Piece shortened = new Piece(last.address, last.byteSize - (end - bytes));
        addressSpace.vacate(address + bytes, mapped - bytes);
        int mappingsBefore = mappings();
        mapped = bytes;
        while (pieces.size() > kept) {
            leases.giveBack(pieces.removeLast().address);
        }
        if (end > bytes) {
            leases.resize(shortened.address, shortened.byteSize);
            pieces.set(kept - 1, shortened);
        }
        budget.giveBack(mappingsBefore - mappings());
    }

    /**
     * Gives the range and all pieces back. Nobody may use it any more. Needs nothing of the Java
     * heap, unless the system refuses: then nothing is changed.
     */
    void release() {
        addressSpace.release(address, byteSize);
        budget.giveBack(mappings() + OWN_MAPPINGS);
        mapped = 0;
        while (!pieces.isEmpty()) {
            leases.giveBack(pieces.removeLast().address);
        }
    }
}
