package dev.cleave.contiguity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.histories.Patience;
import dev.cleave.memory.OpenFiles;
import dev.cleave.memory.OperatingSystem;
import dev.cleave.memory.OperatingSystemException;
import dev.cleave.memory.Pool;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A transfer of scattered memory")
class GatherTransferTest {
    private static final long MIB = 1 << 20;
    private static final int UNIT = 4 << 10;

    /** More pieces than one call takes. */
    private static final int PIECES = 2 * GatherTransfer.MOST_PIECES + 100;

    private final Pool pool = Pool.builder().capacity(64 * MIB).purge(false).build();
    private final List<Long> taken = new ArrayList<>();

    @BeforeEach
    void scatter() {
        long units = pool.capacity() / UNIT;
        for (long unit = 1; unit < units; unit += 2) {
            assertThat(pool.tryAllocateAt(pool.baseAddress() + unit * UNIT, UNIT)).isTrue();
            taken.add(pool.baseAddress() + unit * UNIT);
        }
    }

    @AfterEach
    void nothingIsLost() {
        taken.forEach(pool::free);
        assertThat(pool.usage().usedBytes()).isZero();
        pool.close();
    }

    private GatherList list() {
        GatherList list = GatherList.of(pool, (long) PIECES * UNIT);
        assertThat(list.pieces()).hasSize(PIECES);
        return list;
    }

    private GatherList written() {
        GatherList list = list();
        for (long at = 0; at < list.byteSize(); at += 512) {
            list.view().put(at, (byte) (at >> 9));
        }
        return list;
    }

    @Test
    @DisplayName("goes to a file and back, though it has more pieces than the system takes in one call")
    void files(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("scattered");
        try (GatherList list = written(); GatherList copy = list();
                FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            GatherTransfer writing = list.view().transfer();
            assertThat(writing.remaining()).isEqualTo(list.byteSize());
            writing.writeAll(file);
            assertThat(writing.transferred()).isEqualTo(list.byteSize());
            assertThat(writing.remaining()).isZero();
            assertThat(writing.write(file)).as("nothing is left").isZero();
            assertThat(Files.size(path)).isEqualTo(list.byteSize());

            file.position(0);
            copy.view().transfer().readAll(file);
            assertThat(copy.view().mismatch(list.view())).isEqualTo(-1);
            assertThat(copy.view().transfer().read(file)).as("the end").isEqualTo(-1);
            assertThatExceptionOfType(EOFException.class).isThrownBy(() -> copy.view().transfer().readAll(file))
                    .withMessageContaining("after 0 of");
        }
    }

    @Test
    @DisplayName("goes to a place in a file, whose own position stays")
    void places(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("placed");
        try (GatherList list = written(); GatherList copy = list();
                FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            list.view().transfer().writeAll(file, 1000);
            copy.view().transfer().readAll(file, 1000);
            assertThat(file.position()).isZero();
            assertThat(Files.size(path)).isEqualTo(list.byteSize() + 1000);
            assertThat(copy.view().mismatch(list.view())).isEqualTo(-1);
            assertThatIllegalArgumentException().isThrownBy(() -> list.view().transfer().writeAll(file, -1));
            assertThatExceptionOfType(EOFException.class)
                    .isThrownBy(() -> copy.view().transfer().readAll(file, 2000));
        }
    }

    @Test
    @DisplayName("goes through a socket, which takes a part at a time")
    void sockets() throws Exception {
        try (GatherList list = written(); GatherList copy = list();
                ServerSocketChannel server = ServerSocketChannel.open()
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel accepted = server.accept()) {
            CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> {
                try {
                    copy.view().transfer().readAll(accepted);
                } catch (IOException broken) {
                    throw new AssertionError(broken);
                }
            });
            client.configureBlocking(false);
            GatherTransfer transfer = list.view().transfer();
            while (transfer.remaining() > 0) {
                if (transfer.write(client) == 0) {
                    Thread.onSpinWait();
                }
            }
            reading.get(2, TimeUnit.MINUTES);
            assertThat(copy.view().mismatch(list.view())).isEqualTo(-1);
        }
    }

    /** Takes an odd number of bytes a call, and remembers what it was given. */
    private static final class Miser implements GatheringByteChannel {
        private final List<Byte> taken = new ArrayList<>();
        private int mostBuffers;

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            mostBuffers = Math.max(mostBuffers, length);
            int left = 4999;
            for (int each = offset; each < offset + length; each++) {
                while (left > 0 && sources[each].hasRemaining()) {
                    taken.add(sources[each].get());
                    left--;
                }
            }
            return 4999L - left;
        }

        @Override
        public long write(ByteBuffer[] sources) {
            return write(sources, 0, sources.length);
        }

        @Override
        public int write(ByteBuffer source) {
            return (int) write(new ByteBuffer[] {source});
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    @DisplayName("goes on in the midst of a piece where a call took only a part")
    void partialWrites() throws IOException {
        try (GatherList list = GatherList.of(pool, 10L * UNIT + 7)) {
            for (long at = 0; at < list.byteSize(); at++) {
                list.view().put(at, (byte) (at * 31));
            }
            Miser miser = new Miser();
            list.view().transfer().writeAll(miser);
            assertThat(miser.taken).hasSize(10 * UNIT + 7);
            for (int at = 0; at < miser.taken.size(); at++) {
                assertThat(miser.taken.get(at)).isEqualTo((byte) (at * 31));
            }
        }
        try (GatherList list = list()) {
            Miser miser = new Miser();
            list.view().transfer().write(miser);
            assertThat(miser.mostBuffers).isEqualTo(GatherTransfer.MOST_PIECES);
        }
    }

    @Test
    @DisplayName("ends with an interrupt, which closes the channel and leaves the memory as it was")
    void interrupted() throws Exception {
        try (GatherList list = written()) {
            Pipe pipe = Pipe.open();
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            GatherTransfer transfer = list.view().transfer();
            Thread writer = Thread.ofPlatform().start(() -> {
                try {
                    transfer.writeAll(pipe.sink());
                } catch (IOException expected) {
                    thrown.set(expected);
                }
            });
            pipe.source().read(ByteBuffer.allocate(1));
            writer.interrupt();
            writer.join();
            assertThat(thrown.get()).isInstanceOf(ClosedByInterruptException.class);
            assertThat(transfer.transferred()).isLessThan(list.byteSize());
            assertThat(list.view().get(512)).isEqualTo((byte) 1);
            pipe.source().close();
        }
    }

    @Test
    @DisplayName("goes to and from a place in a file by descriptor, many pieces a call")
    void atAPlaceByDescriptor(@TempDir Path directory) throws IOException {
        OpenFiles files = files();
        int descriptor = files.open(directory.resolve("placed"));
        try (GatherList list = written(); GatherList back = list(); GatherList more = list()) {
            GatherTransfer out = list.view().transfer();
            out.writeAll(files, descriptor, 777);
            assertThat(out.remaining()).isZero();
            assertThat(files.size(descriptor)).isEqualTo(777 + list.byteSize());

            GatherTransfer in = back.view().transfer();
            in.readAll(files, descriptor, 777);
            assertThat(in.transferred()).isEqualTo(list.byteSize());
            assertThat(back.view().mismatch(list.view())).isEqualTo(-1);

            GatherTransfer beyond = more.view().transfer();
            assertThatExceptionOfType(EOFException.class)
                    .isThrownBy(() -> beyond.readAll(files, descriptor, 777 + UNIT))
                    .withMessageContaining("ended after " + (list.byteSize() - UNIT));
            assertThat(more.view().slice(0, list.byteSize() - UNIT)
                    .mismatch(list.view().slice(UNIT, list.byteSize() - UNIT))).isEqualTo(-1);
            GatherTransfer aligned = list.view().transferAligned(512);
            assertThatIllegalArgumentException().isThrownBy(() -> aligned.writeAll(files, descriptor, 777));
            assertThatIllegalArgumentException().isThrownBy(() -> aligned.readAll(files, descriptor, -512));
            assertThat(aligned.transferred()).isZero();
            assertThatExceptionOfType(OperatingSystemException.class)
                    .isThrownBy(() -> aligned.writeAll(files, -1, 0))
                    .withMessageContaining("pwritev failed with EBADF");
        } finally {
            files.close(descriptor);
        }
    }

    private static OpenFiles files() {
        try {
            return OperatingSystem.current().files();
        } catch (UnsupportedOperationException elsewhere) {
            return Assumptions.abort("no files by descriptor: " + elsewhere.getMessage());
        }
    }

    @Test
    @DisplayName("keeps its list open while a call is under way")
    void closedDuringATransfer() throws Exception {
        GatherList list = written();
        Pipe pipe = Pipe.open();
        Thread writer = Thread.ofPlatform().start(() -> {
            try {
                list.view().transfer().writeAll(pipe.sink());
                pipe.sink().close();
            } catch (IOException broken) {
                throw new AssertionError(broken);
            }
        });
        long read = pipe.source().read(ByteBuffer.allocate(1));
        Patience.waitUntil(() -> isBlockedInACall(writer));
        assertThatIllegalStateException().isThrownBy(list::close);
        assertThat(list.view().get(512)).as("it is open").isEqualTo((byte) 1);

        ByteBuffer sink = ByteBuffer.allocate(1 << 16);
        for (long more = 0; more >= 0; more = pipe.source().read(sink.clear())) {
            read += more;
        }
        assertThat(read).isEqualTo(list.byteSize());
        writer.join();
        pipe.source().close();
        list.close();
    }

    /**
     * Most of the bytes do not fit in the pipe, so a thread that is inside of the channel's call
     * stays there until somebody reads.
     */
    private static boolean isBlockedInACall(Thread writer) {
        for (StackTraceElement frame : writer.getStackTrace()) {
            if (frame.getMethodName().equals("writev0")) {
                return true;
            }
        }
        return false;
    }

    @Test
    @DisplayName("is refused where direct I/O would be, and else goes past the system's cache")
    void direct(@TempDir Path directory) throws IOException {
        long blockSize = Files.getFileStore(directory).getBlockSize();
        Assumptions.assumeTrue(UNIT % blockSize == 0, "the file store has larger blocks than the pool");
        try (GatherList odd = GatherList.of(pool, UNIT + 1)) {
            assertThatIllegalArgumentException().isThrownBy(() -> odd.view().transferAligned(blockSize))
                    .withMessageContaining("piece 1").withMessageContaining("direct I/O");
            assertThatIllegalArgumentException().isThrownBy(() -> odd.view().transferAligned(3));
        }
        Path path = directory.resolve("direct");
        try (GatherList list = written(); GatherList copy = list(); FileChannel file = openDirect(path)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> list.view().transferAligned(blockSize).writeAll(file, 100));
            list.view().transferAligned(blockSize).writeAll(file);
            copy.view().transferAligned(blockSize).readAll(file, 0);
            assertThat(copy.view().mismatch(list.view())).isEqualTo(-1);
        }
    }

    /** The JDK's own option, by name, as it is no part of Java. */
    private static OpenOption direct() {
        try {
            for (Object option : Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants()) {
                if (option.toString().equals("DIRECT")) {
                    return (OpenOption) option;
                }
            }
        } catch (ClassNotFoundException none) {
            return Assumptions.abort("this JDK knows no direct I/O");
        }
        return Assumptions.abort("this JDK knows no direct I/O");
    }

    private static FileChannel openDirect(Path path) throws IOException {
        try {
            return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ,
                    StandardOpenOption.WRITE, direct());
        } catch (IOException | UnsupportedOperationException unsupported) {
            return Assumptions.abort("this file system knows no direct I/O: " + unsupported);
        }
    }
}
