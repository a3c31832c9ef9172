package dev.cleave.contiguity;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * Several segments seen as one buffer. Nothing is copied but what is asked for. Offsets are in
 * bytes from the beginning of the first.
 *
 * <p>Immutable; threads are restricted as the segments are, and what they write is theirs to order.
 * Cost: a binary search over the pieces for each call.
 */
public final class GatherView {
    /** What a byte buffer can have; a whole number of pages. */
    private static final long LARGEST_BUFFER = 1L << 30;

    private final List<MemorySegment> pieces;

    /** Where each piece begins, and at the end where the last one ends. */
    private final long[] starts;

    private GatherView(List<MemorySegment> pieces) {
        this.pieces = List.copyOf(pieces);
        starts = new long[pieces.size() + 1];
        for (int each = 0; each < pieces.size(); each++) {
            starts[each + 1] = Math.addExact(starts[each], pieces.get(each).byteSize());
        }
    }

    /** A view of these segments, one behind the other; those of no bytes are left out. */
    public static GatherView of(List<MemorySegment> pieces) {
        return new GatherView(pieces.stream().filter(piece -> piece.byteSize() > 0).toList());
    }

    /** Bytes of all pieces. */
    public long byteSize() {
        return starts[pieces.size()];
    }

    /** The pieces, in their order. */
    public List<MemorySegment> pieces() {
        return pieces;
    }

    /**
     * A part of the view, over the same memory.
     *
     * @throws IndexOutOfBoundsException where it reaches out of the view
     */
    public GatherView slice(long offset, long byteSize) {
        List<MemorySegment> parts = new ArrayList<>();
        forEachPart(offset, byteSize, (piece, from, length, done) -> parts.add(piece.asSlice(from, length)));
        return new GatherView(parts);
    }

    // ----------------------------------------------------------------------------------------------------- get and put

    /** The byte at an offset. */
    public byte get(long offset) {
        int piece = pieceAt(Objects.checkIndex(offset, byteSize()));
        return pieces.get(piece).get(ValueLayout.JAVA_BYTE, offset - starts[piece]);
    }

    /** Writes a byte at an offset. */
    public void put(long offset, byte value) {
        int piece = pieceAt(Objects.checkIndex(offset, byteSize()));
        pieces.get(piece).set(ValueLayout.JAVA_BYTE, offset - starts[piece], value);
    }

    /** The eight bytes from an offset on, aligned or not, in one piece or several. */
    public long getLong(long offset, ByteOrder order) {
        Objects.checkFromIndexSize(offset, Long.BYTES, byteSize());
        int piece = pieceAt(offset);
        if (offset + Long.BYTES <= starts[piece + 1]) {
            return pieces.get(piece).get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), offset - starts[piece]);
        }
        long value = 0;
        for (int each = 0; each < Long.BYTES; each++) {
            value |= (get(offset + each) & 0xFFL) << shift(each, order);
        }
        return value;
    }

    /** Writes eight bytes from an offset on: as {@link #getLong} reads them. */
    public void putLong(long offset, long value, ByteOrder order) {
        Objects.checkFromIndexSize(offset, Long.BYTES, byteSize());
        int piece = pieceAt(offset);
        if (offset + Long.BYTES <= starts[piece + 1]) {
            pieces.get(piece).set(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), offset - starts[piece], value);
            return;
        }
        for (int each = 0; each < Long.BYTES; each++) {
            put(offset + each, (byte) (value >>> shift(each, order)));
        }
    }

    private static int shift(int index, ByteOrder order) {
        return Byte.SIZE * (order.equals(ByteOrder.LITTLE_ENDIAN) ? index : Long.BYTES - 1 - index);
    }

    /** Writes a byte to all of it. */
    public void fill(byte value) {
        pieces.forEach(piece -> piece.fill(value));
    }

    // ------------------------------------------------------------------------------------------------------------ copy

    /** Copies all of a segment to here, from an offset on. */
    public void copyFrom(MemorySegment source, long offset) {
        forEachPart(offset, source.byteSize(),
                (piece, from, length, done) -> MemorySegment.copy(source, done, piece, from, length));
    }

    /** Copies as many bytes as a segment has from here, from an offset on. */
    public void copyTo(MemorySegment target, long offset) {
        forEachPart(offset, target.byteSize(),
                (piece, from, length, done) -> MemorySegment.copy(piece, from, target, done, length));
    }

    /**
     * Copies all of another view to here, from an offset on. The two may share memory only if no
     * byte is copied onto one that is copied later.
     */
    public void copyFrom(GatherView source, long offset) {
        Objects.checkFromIndexSize(offset, source.byteSize(), byteSize());
        for (int each = 0; each < source.pieces.size(); each++) {
            copyFrom(source.pieces.get(each), offset + source.starts[each]);
        }
    }

    // --------------------------------------------------------------------------------------------------------- compare

    /**
     * Where the first byte is that differs from another view's; the shorter size where one begins
     * as the other, and -1 where they are equal.
     */
    public long mismatch(GatherView other) {
        long shorter = Math.min(byteSize(), other.byteSize());
        for (long at = 0; at < shorter;) {
            int mine = pieceAt(at);
            int its = other.pieceAt(at);
            long end = Math.min(shorter, Math.min(starts[mine + 1], other.starts[its + 1]));
            long differs = MemorySegment.mismatch(pieces.get(mine), at - starts[mine], end - starts[mine],
                    other.pieces.get(its), at - other.starts[its], end - other.starts[its]);
            if (differs >= 0) {
                return at + differs;
            }
            at = end;
        }
        return byteSize() == other.byteSize() ? -1 : shorter;
    }

    /**
     * Compares bytes as numbers from 0 to 255, the first ones first; of two that begin alike the
     * shorter is less. Negative, zero or positive.
     */
    public int compare(GatherView other) {
        long at = mismatch(other);
        if (at < 0 || at == Math.min(byteSize(), other.byteSize())) {
            return Long.compare(byteSize(), other.byteSize());
        }
        return Byte.compareUnsigned(get(at), other.get(at));
    }

    /** The CRC-32C of all bytes. */
    public long crc32c() {
        CRC32C sum = new CRC32C();
        forEachPart(0, byteSize(), (piece, from, length, done) -> {
            for (long at = 0; at < length; at += LARGEST_BUFFER) {
                sum.update(piece.asSlice(from + at, Math.min(LARGEST_BUFFER, length - at)).asByteBuffer());
            }
        });
        return sum.getValue();
    }

    // -------------------------------------------------------------------------------------------------------- transfer

    /** A transfer of all of it to or from a channel, which has not begun. */
    public GatherTransfer transfer() {
        return new GatherTransfer(this, 1);
    }

    /**
     * As {@link #transfer()}, for files that are opened for direct I/O.
     *
     * @param blockSize what addresses, lengths and offsets must be multiples of: the file store's
     *     block size, a power of two
     * @throws IllegalArgumentException where a piece does not begin or end at such a multiple: it
     *     is named
     */
    public GatherTransfer transferAligned(long blockSize) {
        return new GatherTransfer(this, blockSize);
    }

    // ----------------------------------------------------------------------------------------------------------- parts

    /** Is told of parts of pieces. */
    @FunctionalInterface
    interface PartVisitor {
        /**
         * A part of a piece.
         *
         * @param done bytes of the parts before this one
         */
        void part(MemorySegment piece, long from, long length, long done);
    }

    /** Visits the parts of which a range consists, the first one first. */
    void forEachPart(long offset, long byteSize, PartVisitor visitor) {
        Objects.checkFromIndexSize(offset, byteSize, byteSize());
        int piece = byteSize == 0 ? 0 : pieceAt(offset);
        for (long done = 0; done < byteSize; piece++) {
            long from = offset + done - starts[piece];
            long length = Math.min(byteSize - done, pieces.get(piece).byteSize() - from);
            visitor.part(pieces.get(piece), from, length, done);
            done += length;
        }
    }

    /** Where a piece begins. */
    long startOf(int piece) {
        return starts[piece];
    }

    /** The piece in which an offset lies. */
    int pieceAt(long offset) {
        int found = Arrays.binarySearch(starts, offset);
        return found < 0 ? -found - 2 : found;
    }
}
