package dev.cleave.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.Pool;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Random calls, right and wrong ones, of our buffer and of Netty's own: both answer the same, throw
 * the same, and hold the same bytes afterwards. The seed is printed.
 */
@DisplayName("A buffer does what Netty's own does")
class CleaveByteBufModelTest {
    private static final long SEED = Long.getLong("cleave.netty.seed", System.nanoTime());
    private static final int HISTORIES = 200;
    private static final int CALLS = 200;

    /** A call of a buffer that answers something to be compared. */
    private interface Call {
        Object of(ByteBuf buffer) throws IOException;
    }

    @Test
    @DisplayName("in random histories")
    void randomHistories() {
        System.out.println("cleave.netty.seed=" + SEED);
        try (Pool pool = Pool.builder().name("netty").capacity(16 << 20).build();
                CleaveByteBufAllocator allocator = CleaveByteBufAllocator.of(pool)) {
            for (int history = 0; history < HISTORIES; history++) {
                SplittableRandom random = new SplittableRandom(SEED + history);
                int capacity = random.nextInt(300);
                ByteBuf ours = allocator.directBuffer(capacity, 600);
                ByteBuf theirs = Unpooled.directBuffer(capacity, 600);
                ours.setZero(0, capacity);
                theirs.setZero(0, capacity);
                for (int call = 0; call < CALLS; call++) {
                    long seed = random.nextLong();
                    int zeroed = ours.capacity();
                    Object theirAnswer = outcome(theirs, seed, allocator);
                    Object ourAnswer = outcome(ours, seed, allocator);
                    String what = "seed " + (SEED + history) + ", call " + call + " of kind " + kind(seed);
                    assertThat(ourAnswer).as(what).isEqualTo(theirAnswer);
                    zero(ours, theirs, zeroed);
                    compare(ours, theirs, what);
                }
                assertThat(ours.release()).isTrue();
                theirs.release();
            }
            assertThat(allocator.metric().pinnedDirectMemory()).isZero();
        }
    }

    /** What a longer buffer gained holds anything. */
    private static void zero(ByteBuf ours, ByteBuf theirs, int from) {
        if (ours.capacity() > from && theirs.capacity() > from) {
            ours.setZero(from, ours.capacity() - from);
            theirs.setZero(from, theirs.capacity() - from);
        }
    }

    private static void compare(ByteBuf ours, ByteBuf theirs, String what) {
        assertThat(ours.capacity()).as(what).isEqualTo(theirs.capacity());
        assertThat(ours.readerIndex()).as(what).isEqualTo(theirs.readerIndex());
        assertThat(ours.writerIndex()).as(what).isEqualTo(theirs.writerIndex());
        assertThat(ours.refCnt()).as(what).isEqualTo(theirs.refCnt());
        byte[] ourBytes = new byte[ours.capacity()];
        byte[] theirBytes = new byte[theirs.capacity()];
        ours.getBytes(0, ourBytes);
        theirs.getBytes(0, theirBytes);
        assertThat(ourBytes).as(what).isEqualTo(theirBytes);
    }

    /** Netty's own buffers do not agree on how a length below zero is refused. */
    private static Object outcome(ByteBuf buffer, long seed, CleaveByteBufAllocator allocator) {
        try {
            return call(seed, allocator).of(buffer);
        } catch (RuntimeException | IOException refused) {
            boolean size = refused instanceof IllegalArgumentException || refused instanceof NegativeArraySizeException;
            return size ? IndexOutOfBoundsException.class : refused.getClass();
        }
    }

    private static int kind(long seed) {
        return (int) (seed >>> 1) % 46 & 63;
    }

    private static Call call(long seed, CleaveByteBufAllocator allocator) {
        SplittableRandom random = new SplittableRandom(seed);
        int index = random.nextInt(-2, 320);
        int length = random.nextInt(-1, 80);
        int value = random.nextInt();
        byte[] bytes = new byte[Math.max(0, length)];
        random.nextBytes(bytes);
        return switch (kind(seed)) {
            case 0 -> buffer -> buffer.getByte(index);
            case 1 -> buffer -> buffer.getShort(index);
            case 2 -> buffer -> buffer.getShortLE(index);
            case 3 -> buffer -> buffer.getUnsignedMedium(index);
            case 4 -> buffer -> buffer.getUnsignedMediumLE(index);
            case 5 -> buffer -> buffer.getInt(index);
            case 6 -> buffer -> buffer.getIntLE(index);
            case 7 -> buffer -> buffer.getLong(index);
            case 8 -> buffer -> buffer.getLongLE(index);
            case 9 -> buffer -> done(buffer.setByte(index, value));
            case 10 -> buffer -> done(buffer.setShort(index, value));
            case 11 -> buffer -> done(buffer.setShortLE(index, value));
            case 12 -> buffer -> done(buffer.setMedium(index, value));
            case 13 -> buffer -> done(buffer.setMediumLE(index, value));
            case 14 -> buffer -> done(buffer.setInt(index, value));
            case 15 -> buffer -> done(buffer.setIntLE(index, value));
            case 16 -> buffer -> done(buffer.setLong(index, value * 0x9E3779B97F4A7C15L));
            case 17 -> buffer -> done(buffer.setLongLE(index, value * 0x9E3779B97F4A7C15L));
            case 18 -> buffer -> done(buffer.setBytes(index, bytes));
            case 19 -> buffer -> done(buffer.setBytes(index, ByteBuffer.wrap(bytes)));
            case 20 -> buffer -> done(buffer.setBytes(index, direct(bytes)));
            case 21 -> buffer -> done(buffer.setBytes(index, Unpooled.wrappedBuffer(bytes)));
            case 22 -> buffer -> withOurs(allocator, bytes, ours -> done(buffer.setBytes(index, ours)));
            case 23 -> buffer -> isWithin(buffer, index, length)
                    ? buffer.setBytes(index, new ByteArrayInputStream(bytes), length)
                    : "Netty looks at the stream first, or at the index";
            case 24 -> buffer -> done(buffer.setZero(index, length));
            case 25 -> buffer -> got(bytes, buffer.getBytes(index, bytes));
            case 26 -> buffer -> {
                ByteBuffer target = ByteBuffer.allocateDirect(bytes.length);
                buffer.getBytes(index, target);
                return target.flip();
            };
            case 27 -> buffer -> withOurs(allocator, bytes, ours -> {
                buffer.getBytes(index, ours, 0, length);
                return ours.toString(StandardCharsets.ISO_8859_1);
            });
            case 28 -> buffer -> {
                ByteArrayOutputStream target = new ByteArrayOutputStream();
                buffer.getBytes(index, target, length);
                return target.toString(StandardCharsets.ISO_8859_1);
            };
            case 29 -> buffer -> done(buffer.capacity(index * 2));
            case 30 -> buffer -> done(buffer.readerIndex(index));
            case 31 -> buffer -> done(buffer.writerIndex(index));
            case 32 -> buffer -> done(buffer.writeBytes(bytes));
            case 33 -> buffer -> done(buffer.writeLong(value));
            case 34 -> buffer -> buffer.readInt();
            case 35 -> buffer -> done(buffer.discardReadBytes());
            case 36 -> buffer -> copied(buffer.copy(index, length));
            case 37 -> buffer -> buffer.slice(index, length).toString(StandardCharsets.ISO_8859_1);
            case 38 -> buffer -> buffer.nioBuffer(index, length);
            case 39 -> buffer -> buffer.internalNioBuffer(index, length).duplicate();
            case 40 -> buffer -> buffer.nioBuffers(index, length)[0];
            case 41 -> buffer -> buffer.ensureWritable(length, random.nextBoolean());
            case 42 -> buffer -> buffer.indexOf(index, index + length, (byte) value);
            case 43 -> buffer -> released(buffer.retain());
            case 44 -> buffer -> buffer.hashCode();
            default -> buffer -> done(buffer.clear());
        };
    }

    private static boolean isWithin(ByteBuf buffer, int index, int length) {
        return index >= 0 && length >= 0 && index + length <= buffer.capacity();
    }

    private static Object done(ByteBuf same) {
        return same.refCnt();
    }

    private static Object got(byte[] bytes, ByteBuf same) {
        return same.refCnt() + new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static Object copied(ByteBuf copy) {
        String text = copy.toString(StandardCharsets.ISO_8859_1);
        assertThat(copy.release()).isTrue();
        return text;
    }

    private static Object released(ByteBuf retained) {
        return retained.release();
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private static Object withOurs(CleaveByteBufAllocator allocator, byte[] bytes, Call call) throws IOException {
        ByteBuf ours = allocator.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes);
        try {
            return call.of(ours);
        } finally {
            ours.release();
        }
    }
}
