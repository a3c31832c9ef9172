package dev.cleave.contiguity;

import dev.cleave.memory.OpenFiles;
import dev.cleave.memory.OperatingSystemException;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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
     * Writes all that is left to a place in a file, many pieces a call (pwritev), and leaves the
     * file's own position alone.
     *
     * @param descriptor of the file, as {@code files} has opened it, or another
     * @throws OperatingSystemException where the system refuses; {@link #transferred()} then counts
     *     whole calls of up to 1,024 pieces
     */
    public void writeAll(OpenFiles files, int descriptor, long position) {
        requireBlock(position);
        long begin = position - transferred;
        while (remaining() > 0) {
            advance(files.write(descriptor, begin + transferred, parts(MOST_PIECES)));
        }
    }

    /**
     * Writes all that is left to a place in a file, a piece a call, and leaves the file's own
     * position alone: for files that were opened as a channel.
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
     * Reads all that is left from a place in a file, many pieces a call (preadv), and leaves the
     * file's own position alone.
     *
     * @param descriptor of the file, as {@code files} has opened it, or another
     * @throws EOFException where the file ends before; what there was has been read
     * @throws OperatingSystemException as of {@link #writeAll(OpenFiles, int, long)}
     */
    public void readAll(OpenFiles files, int descriptor, long position) throws EOFException {
        requireBlock(position);
        long begin = position - transferred;
        while (remaining() > 0) {
            long read = advance(files.read(descriptor, begin + transferred, parts(MOST_PIECES)));
            requireMore(read == 0 ? -1 : read);
        }
    }

    /**
     * Reads all that is left from a place in a file, a piece a call, and leaves the file's own
     * position alone: for files that were opened as a channel.
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
        return Stream.of(parts(MOST_PIECES)).map(MemorySegment::asByteBuffer).toArray(ByteBuffer[]::new);
    }

    private ByteBuffer nextBuffer() {
        return parts(1)[0].asByteBuffer();
    }

    /** What comes next, in so many parts at most, each no longer than a buffer can be. */
    private MemorySegment[] parts(int most) {
        List<MemorySegment> parts = new ArrayList<>();
        long at = transferred;
        for (int piece = at < view.byteSize() ? view.pieceAt(at) : 0; at < view.byteSize() && parts.size() < most;) {
            MemorySegment whole = view.pieces().get(piece);
            long from = at - view.startOf(piece);
            long length = Math.min(LARGEST_BUFFER, whole.byteSize() - from);
            parts.add(whole.asSlice(from, length));
            at += length;
            piece += from + length == whole.byteSize() ? 1 : 0;
        }
        return parts.toArray(MemorySegment[]::new);
    }
}
