package dev.cleave.tiers.durable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file by the JDK's channel, on systems other than Linux. It has all its bytes from the moment
 * that it is mapped, as the JDK maps none that are not there; and an interrupt of a thread that
 * writes closes it.
 */
final class ChannelFile implements DurableFile {
    private static final int PIECE = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final Runnable whenClosed;
    private final Arena arena = Arena.ofShared();
    private boolean closed;

    ChannelFile(Path path, Runnable whenClosed) {
        this.path = path;
        this.whenClosed = whenClosed;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                throw new DurableHeapException(path + " is open in another process: close it there first");
            }
        } catch (IOException refused) {
            throw new DurableHeapException("cannot open " + path + " for reading and writing (" + refused + ")",
                    refused);
        }
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public String syncsBy() {
        return "FileChannel.force";
    }

    @Override
    public long byteSize() {
        try {
            return channel.size();
        } catch (IOException refused) {
            throw failed("tell the size of", refused);
        }
    }

    @Override
    public void grow(long byteSize) {
        ByteBuffer zeroes = ByteBuffer.allocateDirect(PIECE);
        long present = byteSize();
        try {
            for (long at = present; at < byteSize;) {
                zeroes.clear().limit((int) Math.min(PIECE, byteSize - at));
                at += channel.write(zeroes, at);
            }
        } catch (IOException full) {
            try {
                channel.truncate(present);
            } catch (IOException refused) {
                full.addSuppressed(refused);
            }
            throw failed("make " + (byteSize - present) + " bytes more of", full);
        }
    }

    @Override
    public MemorySegment map(long mostBytes) {
        grow(mostBytes);
        try {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, mostBytes, arena);
        } catch (IOException refused) {
            throw failed("map", refused);
        }
    }

    @Override
    public void read(long offset, MemorySegment into) {
        ByteBuffer buffer = into.asByteBuffer();
        try {
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, offset + buffer.position()) < 0) {
                    throw new DurableHeapException(path + " ends at byte " + (offset + buffer.position())
                            + ": bytes up to " + (offset + into.byteSize()) + " were to be read");
                }
            }
        } catch (IOException refused) {
            throw failed("read", refused);
        }
    }

    @Override
    public void write(long offset, MemorySegment from) {
        ByteBuffer buffer = from.asByteBuffer();
        try {
            while (buffer.hasRemaining()) {
                int unused = channel.write(buffer, offset + buffer.position());
            }
        } catch (IOException refused) {
            throw failed("write", refused);
        }
    }

    @Override
    public void sync() {
        try {
            channel.force(true);
        } catch (IOException refused) {
            throw failed("sync", refused);
        }
    }

    private UncheckedIOException failed(String what, IOException cause) {
        return new UncheckedIOException("cannot " + what + " " + path + ": " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        try {
            arena.close();
            channel.close();
        } catch (IOException refused) {
            throw failed("close", refused);
        } finally {
            whenClosed.run();
        }
    }
}
