package dev.cleave.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.heap.Heap;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.util.IllegalReferenceCountException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Netty's allocator over a pool")
class CleaveByteBufAllocatorTest {
    private static final int MIB = 1 << 20;

    private final Pool pool = Pool.builder().name("netty").capacity(32 * MIB).build();
    private final CleaveByteBufAllocator allocator = CleaveByteBufAllocator.of(pool);

    @AfterEach
    void nothingIsLost() {
        allocator.close();
        assertThat(pool.usage().usedBytes()).isZero();
        pool.close();
    }

    @Test
    @DisplayName("has direct buffers with addresses in the pool, array buffers, and composite ones")
    void kinds() {
        ByteBuf direct = allocator.buffer(100);
        assertThat(direct.isDirect()).isTrue();
        assertThat(direct.hasMemoryAddress()).isTrue();
        assertThat(direct.memoryAddress()).isBetween(pool.baseAddress(), pool.baseAddress() + pool.capacity());
        assertThat(direct.isContiguous()).isTrue();
        assertThat(direct.alloc()).isSameAs(allocator);
        assertThat(allocator.ioBuffer()).satisfies(io -> assertThat(io.isDirect()).isTrue()).matches(ByteBuf::release);
        ByteBuf array = allocator.heapBuffer(100);
        assertThat(array.hasArray()).isTrue();
        assertThat(allocator.metric().usedHeapMemory()).isEqualTo(100);
        CompositeByteBuf composite = allocator.compositeBuffer().addComponents(true, direct.writeInt(1),
                array.writeInt(2));
        assertThat(composite.readLong()).isEqualTo(0x1_0000_0002L);
        composite.release();
        assertThat(allocator.metric().usedHeapMemory()).isZero();
        assertThat(allocator.metric().pinnedDirectMemory()).isZero();
        try (CleaveByteBufAllocator arrays = CleaveByteBufAllocator.builder(pool).preferDirect(false).build()) {
            ByteBuf preferred = arrays.buffer();
            assertThat(preferred.hasArray()).isTrue();
            preferred.release();
        }
    }

    @Test
    @DisplayName("tells what is pinned, used and committed apart, and gives memory back")
    void metric() throws InterruptedException {
        try (Pool quick = Pool.builder().name("quick").capacity(64 * MIB).decay(Duration.ofMillis(20)).build();
                CleaveByteBufAllocator buffers = CleaveByteBufAllocator.of(quick)) {
            List<ByteBuf> live = new ArrayList<>();
            for (int each = 0; each < 256; each++) {
                live.add(buffers.directBuffer(64 << 10).setZero(0, 64 << 10));
            }
            CleaveByteBufAllocatorMetric metric = buffers.metric();
            assertThat(metric.pinnedDirectMemory()).isEqualTo(16 * MIB);
            assertThat(metric.usedDirectMemory()).isGreaterThanOrEqualTo(16 * MIB);
            assertThat(metric.committedDirectMemory()).isBetween(16L * MIB, metric.maxDirectMemory());
            assertThat(metric).hasToString("CleaveByteBufAllocatorMetric(usedHeapMemory: 0, usedDirectMemory: "
                    + metric.usedDirectMemory() + ", pinnedDirectMemory: 16777216, committedDirectMemory: "
                    + metric.committedDirectMemory() + ", maxDirectMemory: 67108864)");
            live.forEach(ByteBuf::release);
            assertThat(metric.pinnedDirectMemory()).isZero();
            for (int look = 0; look < 500 && metric.committedDirectMemory() > 64L * MIB / 50; look++) {
                Thread.sleep(20);
            }
            assertThat(metric.committedDirectMemory()).as("after some decay times")
                    .isLessThanOrEqualTo(64L * MIB / 50);
        }
    }

    @Test
    @DisplayName("a buffer grows, where it is if it can, and keeps its bytes")
    void grows() {
        ByteBuf buffer = allocator.directBuffer(40 << 10);
        for (int at = 0; at < 10_000; at++) {
            buffer.writeInt(at);
        }
        long address = buffer.memoryAddress();
        buffer.capacity(256 << 10);
        assertThat(buffer.memoryAddress()).as("the memory behind it is free").isEqualTo(address);
        buffer.capacity(4 * MIB).capacity(40_000);
        for (int at = 0; at < 10_000; at++) {
            assertThat(buffer.readInt()).isEqualTo(at);
        }
        buffer.release();
    }

    @Test
    @DisplayName("a buffer without room for a byte costs no more than one of a byte")
    void empty() {
        ByteBuf none = allocator.directBuffer(0, 100);
        assertThat(none.capacity()).isZero();
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> none.getByte(0));
        none.writeInt(7);
        assertThat(none.readInt()).isEqualTo(7);
        none.release();
    }

    @Test
    @DisplayName("refuses what Netty refuses, as Netty does")
    void badArguments() {
        assertThatIllegalArgumentException().isThrownBy(() -> allocator.directBuffer(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> allocator.directBuffer(10, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> allocator.heapBuffer(-1));
        ByteBuf buffer = allocator.directBuffer(10, 20);
        assertThatIllegalArgumentException().isThrownBy(() -> buffer.capacity(21));
        assertThatIllegalArgumentException().isThrownBy(() -> buffer.capacity(-1));
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(buffer::array);
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(buffer::arrayOffset);
        buffer.release();
    }

    @Test
    @DisplayName("a full pool is an OutOfMemoryError with the pool's report, and loses nothing")
    void full() {
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> allocator.directBuffer(33 * MIB))
                .withMessageContaining("no direct buffer of 34603008 bytes").withMessageContaining("pool netty")
                .withCauseInstanceOf(PoolExhaustedException.class);
        ByteBuf buffer = allocator.directBuffer(100, Integer.MAX_VALUE).writeLong(42);
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> buffer.capacity(64 * MIB));
        assertThat(buffer.capacity()).isEqualTo(100);
        assertThat(buffer.readLong()).isEqualTo(42);
        CompositeByteBuf composite = allocator.compositeDirectBuffer();
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> {
            while (true) {
                composite.addComponent(true, allocator.directBuffer(3 * MIB).writeZero(3 * MIB));
            }
        });
        composite.release();
        buffer.release();
        assertThat(allocator.metric().pinnedDirectMemory()).isZero();
    }

    @Test
    @DisplayName("a buffer that is released too often, or used afterwards, throws as Netty's do, and says who released it")
    void releasedTwice() {
        ByteBuf plain = allocator.directBuffer(10);
        assertThat(plain.release()).isTrue();
        assertThatExceptionOfType(IllegalReferenceCountException.class).isThrownBy(plain::release)
                .matches(thrown -> thrown.getSuppressed().length == 0);
        assertThatExceptionOfType(IllegalReferenceCountException.class).isThrownBy(() -> plain.writeByte(1));
        assertThatExceptionOfType(IllegalReferenceCountException.class).isThrownBy(plain::memoryAddress);
        assertThatExceptionOfType(IllegalReferenceCountException.class).isThrownBy(plain::retain);
        try (CleaveByteBufAllocator remembering = CleaveByteBufAllocator.builder(pool).rememberReleases(true).build()) {
            ByteBuf buffer = remembering.directBuffer(10).retain();
            assertThat(buffer.release(2)).isTrue();
            assertThatExceptionOfType(IllegalReferenceCountException.class).isThrownBy(() -> buffer.release(1))
                    .satisfies(thrown -> assertThat(thrown.getSuppressed()[0])
                            .hasMessageContaining("released here, by thread " + Thread.currentThread().getName())
                            .satisfies(site -> assertThat(site.getStackTrace()).anyMatch(
                                    frame -> frame.getMethodName().equals("releasedTwice"))));
        }
    }

    @Test
    @DisplayName("of two that release the last reference one does")
    void releasedByTwo() throws InterruptedException {
        for (int round = 0; round < 2000; round++) {
            ByteBuf buffer = allocator.directBuffer(64);
            AtomicInteger done = new AtomicInteger();
            Runnable release = () -> {
                try {
                    done.addAndGet(buffer.release() ? 1 : 100);
                } catch (IllegalReferenceCountException second) {
                    done.addAndGet(10);
                }
            };
            Thread other = Thread.ofVirtual().start(release);
            release.run();
            other.join();
            assertThat(done).hasValue(11);
        }
        assertThat(allocator.metric().pinnedDirectMemory()).isZero();
    }

    @Test
    @DisplayName("a thousand virtual threads allocate, hand over and release")
    void virtualThreads() throws InterruptedException {
        int threads = 1000;
        ByteBuf[] handed = new ByteBuf[threads];
        CountDownLatch allocated = new CountDownLatch(threads);
        List<Thread> started = new ArrayList<>();
        for (int each = 0; each < threads; each++) {
            int mine = each;
            started.add(Thread.ofVirtual().start(() -> {
                handed[mine] = allocator.buffer(1 + mine).writeInt(mine);
                allocated.countDown();
                try {
                    allocated.await();
                } catch (InterruptedException stopped) {
                    throw new AssertionError(stopped);
                }
                ByteBuf others = handed[(mine + 1) % threads];
                assertThat(others.readInt()).isEqualTo((mine + 1) % threads);
                others.release();
            }));
        }
        for (Thread each : started) {
            each.join();
        }
        assertThat(allocator.metric().pinnedDirectMemory()).isZero();
    }

    @Test
    @DisplayName("is not closed over live buffers, and says who has them where the heap samples")
    void closedOverLiveBuffers() {
        try (Heap sampled = Heap.builder(pool).sampleEvery(1).build()) {
            CleaveByteBufAllocator lent = CleaveByteBufAllocator.builder(sampled).build();
            ByteBuf buffer = lent.directBuffer(5000);
            assertThat(lent.heap()).isSameAs(sampled);
            lent.close();
            assertThat(buffer.writeInt(3).readInt()).as("the heap is not the allocator's").isEqualTo(3);
            buffer.release();
        }
        CleaveByteBufAllocator own = CleaveByteBufAllocator.of(pool);
        ByteBuf buffer = own.directBuffer(100);
        assertThatIllegalStateException().isThrownBy(own::close).withMessageContaining("1 blocks of")
                .withMessageContaining("free them first");
        assertThat(buffer.writeInt(5).readInt()).isEqualTo(5);
        buffer.release();
        own.close();
        assertThatIllegalStateException().isThrownBy(() -> own.directBuffer(10)).withMessageContaining("closed");
        own.close();
    }

    @Test
    @DisplayName("buffers go to files and come from them")
    void files(@TempDir Path directory) throws Exception {
        ByteBuf buffer = allocator.directBuffer(100_000);
        for (int at = 0; at < 25_000; at++) {
            buffer.writeInt(at);
        }
        FileChannel closed;
        try (FileChannel file = FileChannel.open(Files.createFile(directory.resolve("file")), StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            assertThat(buffer.readBytes(file, 100_000)).isEqualTo(100_000);
            ByteBuf back = allocator.directBuffer(100_000);
            assertThat(back.writeBytes(file, 0L, 60_000)).isEqualTo(60_000);
            file.position(60_000);
            assertThat(back.writeBytes(file, 40_000)).isEqualTo(40_000);
            assertThat(back.writeBytes(file, 100_000L, 10)).isEqualTo(-1);
            assertThat(back).isEqualTo(buffer.resetReaderIndex());
            closed = file;
            back.release();
        }
        assertThat(buffer.clear().writeBytes(closed, 0L, 10)).as("a closed channel has ended").isEqualTo(-1);
        buffer.release();
    }
}
