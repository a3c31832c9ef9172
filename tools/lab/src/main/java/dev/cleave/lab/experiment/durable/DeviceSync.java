package dev.cleave.lab.experiment.durable;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The floor: the bytes are written to their place in a file that has room for them, and the file is
 * synchronised, once a commit. Nothing that is torn by a crash would be seen.
 */
final class DeviceSync implements DurableStore {
    private final FileChannel channel;

    DeviceSync(Path file, int slots) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        writeAll(ByteBuffer.allocate(slots * SLOT_BYTES), 0);
        channel.force(true);
    }

    @Override
    public void commit(int slot, MemorySegment bytes) throws IOException {
        writeAll(bytes.asByteBuffer(), (long) slot * SLOT_BYTES);
        channel.force(false);
    }

    private void writeAll(ByteBuffer from, long offset) throws IOException {
        long next = offset;
        while (from.hasRemaining()) {
            next += channel.write(from, next);
        }
    }

    @Override
    public byte[] read(int slot) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(SLOT_BYTES);
        long offset = (long) slot * SLOT_BYTES;
        while (into.hasRemaining() && channel.read(into, offset + into.position()) >= 0) {
            // A read may stop short of all bytes.
        }
        return into.array();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
