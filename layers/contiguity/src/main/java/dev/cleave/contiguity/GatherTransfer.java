package dev.cleave.contiguity;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The way of a view's bytes to or from a channel, by vectored calls: many pieces a call, and no
 * byte copied on the way. It knows how far it is, so that a call which took a part of the bytes, as
 * those of sockets do, is followed by another for the rest.
 *
 * <p>Not thread-safe. While a call is under way the memory cannot be freed: closing its list is
 * refused.
 *
 * <p><strong>Failure.</strong> What a channel throws, reaches the caller; {@link #transferred()}
 * then tells the bytes of the calls before. An interrupt closes the channel, as the JDK's channels
 * have it ({@link java.nio.channels.ClosedByInterruptException}); the memory stays as it is.
 */
public final class GatherTransfer {
    /** The most pieces of one call: Linux's IOV_MAX. */
    static final int MOST_PIECES = 1024;

    /** The most bytes of one buffer. */
    private static final long LARGEST_BUFFER = 1L << 30;

    private final GatherView view;
    private final long blockSize;
    private long transferred;

    GatherTransfer(GatherView view, long blockSize) {
        this.view = view;
        this.blockSize = blockSize;
        if (blockSize < 1 || Long.bitCount(blockSize) != 1) {
            throw new IllegalArgumentException("a block size of " + blockSize + ": it must be a power of two");
        }
        for (int each = 0; each < view.pieces().size(); each++) {
            MemorySegment piece = view.pieces().get(each);
            if ((piece.address() & blockSize - 1) != 0 || (piece.byteSize() & blockSize - 1) != 0) {
                throw new IllegalArgumentException("piece " + each + ", " + piece.byteSize() + " bytes at 0x"
                        + Long.toHexString(piece.address()) + ", does not begin and end at a multiple of " + blockSize
                        + ", as direct I/O demands: ask for whole blocks, of a pool whose unit is a multiple of them");
            }
        }
    }

    /** Bytes that have been transferred. */
    public long transferred() {
        return transferred;
    }

    /** Bytes that are left. */
    public long remaining() {
        return view.byteSize() - transferred;
    }

    // ----------------------------------------------------------------------------------------------------------- write

    /**
     * Writes as much as one call takes; answers how many bytes that were, 0 where a non-blocking
     * channel takes none.
     */
    public long write(GatheringByteChannel channel) throws IOException {
        ByteBuffer[] buffers = buffers();
        return advance(buffers.length == 0 ? 0 : channel.write(buffers));
    }

    /** Writes all that is left to a blocking channel. */
    public void writeAll(GatheringByteChannel channel) throws IOException {
        while (remaining() > 0) {
            write(channel);
        }
    }

    /**
     * Writes all that is left to a place in a file, a piece a call, and leaves the file's own
     * position alone.
     */
    public void writeAll(FileChannel file, long position) throws IOException {
        requireBlock(position);
        long begin = position - transferred;
        while (remaining() > 0) {
            advance(file.write(nextBuffer(), begin + transferred));
        }
    }

    // ------------------------------------------------------------------------------------------------------------ read

    /**
     * Reads as much as one call gives; answers how many bytes that were, 0 where a non-blocking
     * channel has none, -1 at its end.
     */
    public long read(ScatteringByteChannel channel) throws IOException {
        ByteBuffer[] buffers = buffers();
        long read = buffers.length == 0 ? 0 : channel.read(buffers);
        return read < 0 ? read : advance(read);
    }

    /**
     * Reads all that is left from a blocking channel.
     *
     * @throws EOFException where the channel ends before
     */
    public void readAll(ScatteringByteChannel channel) throws IOException {
        while (remaining() > 0) {
            requireMore(read(channel));
        }
    }

    /**
     * Reads all that is left from a place in a file, a piece a call, and leaves the file's own
     * position alone.
     *
     * @throws EOFException where the file ends before
     */
    public void readAll(FileChannel file, long position) throws IOException {
        requireBlock(position);
        long begin = position - transferred;
        while (remaining() > 0) {
            advance(requireMore(file.read(nextBuffer(), begin + transferred)));
        }
    }

    private long requireMore(long read) throws EOFException {
        if (read < 0) {
            throw new EOFException("the channel ended after " + transferred + " of " + view.byteSize() + " bytes");
        }
        return read;
    }

    private void requireBlock(long position) {
        if (position < 0 || (position & blockSize - 1) != 0) {
            throw new IllegalArgumentException("position " + position + " is not a multiple of " + blockSize
                    + " from 0 on");
        }
    }

    // --------------------------------------------------------------------------------------------------------- buffers

    private long advance(long bytes) {
        transferred += bytes;
        return bytes;
    }

    private ByteBuffer[] buffers() {
        return buffers(MOST_PIECES);
    }

    private ByteBuffer nextBuffer() {
        return buffers(1)[0];
    }

    /** What comes next, in so many buffers at most. */
    private ByteBuffer[] buffers(int most) {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (long at = transferred; at < view.byteSize() && buffers.size() < most;) {
            int piece = view.pieceAt(at);
            long from = at - view.startOf(piece);
            long length = Math.min(LARGEST_BUFFER, view.pieces().get(piece).byteSize() - from);
            buffers.add(view.pieces().get(piece).asSlice(from, length).asByteBuffer());
            at += length;
        }
        return buffers.toArray(ByteBuffer[]::new);
    }
}
