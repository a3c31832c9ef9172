package dev.cleave.objects;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An object space")
class ObjectSpaceTest {
    private static final int KIB = 1 << 10;
    private static final long MIB = 1 << 20;

    private final Pool pool = Pool.builder().name("objects").capacity(16 * MIB).purge(false).build();
    private final ObjectSpace space =
            ObjectSpace.builder(pool).region(64 * KIB).stripes(2).giantsFrom(16 * KIB).build();

    @AfterEach
    void nothingIsLost() {
        if (!space.isClosed()) {
            space.verify();
            space.close();
        }
        assertThat(pool.usedBytes()).isZero();
        pool.space().verify();
        pool.close();
    }

    private long stamped(long byteSize, byte stamp) {
        long handle = space.allocate(byteSize);
        try (ObjectPin pin = space.pin(handle)) {
            pin.segment().fill(stamp);
        }
        return handle;
    }

    private boolean isStamped(long handle, byte stamp) {
        return space.read(handle, bytes -> {
            for (long at = 0; at < bytes.byteSize(); at++) {
                if (bytes.get(JAVA_BYTE, at) != stamp) {
                    return false;
                }
            }
            return true;
        });
    }

    // ------------------------------------------------------------------------------------------------- life of a handle

    @Test
    @DisplayName("keeps the bytes of objects of every size, small, large and giant")
    void keepsBytes() {
        long[] sizes = {1, 2, 15, 16, 17, 100, 4095, 16_383, 16_384, 16_385, 100_000, MIB};
        List<Long> handles = new ArrayList<>();
        for (int each = 0; each < sizes.length; each++) {
            handles.add(stamped(sizes[each], (byte) (each + 1)));
        }
        assertThat(handles).doesNotHaveDuplicates().doesNotContain(0L);
        for (int each = 0; each < sizes.length; each++) {
            assertThat(space.byteSize(handles.get(each))).isEqualTo(sizes[each]);
            assertThat(isStamped(handles.get(each), (byte) (each + 1))).as("%d bytes", sizes[each]).isTrue();
        }
        assertThat(space.usage().giants()).isEqualTo(4);
        assertThat(space.objects()).isEqualTo(sizes.length);
        handles.forEach(space::free);
        assertThat(space.liveBytes()).isZero();
        assertThat(space.objects()).isZero();
    }

    @Test
    @DisplayName("refuses a second free, also of a giant, and any use after it")
    void refusesASecondFree() {
        for (long byteSize : new long[] {100, 100_000}) {
            long handle = space.allocate(byteSize);
            space.free(handle);
            long next = space.allocate(byteSize);
            assertThatIllegalStateException().isThrownBy(() -> space.free(handle))
                    .withMessageContaining(Long.toHexString(handle)).withMessageContaining("free it once");
            assertThatIllegalStateException().isThrownBy(() -> space.pin(handle));
            assertThatIllegalStateException().isThrownBy(() -> space.byteSize(handle));
            assertThatIllegalStateException().isThrownBy(() -> space.read(handle, MemorySegment::byteSize));
            assertThatIllegalStateException().isThrownBy(() -> space.read(handle, 0, new byte[1], 0, 1));
            assertThatIllegalStateException().isThrownBy(() -> space.write(handle, 0, new byte[1], 0, 1));
            assertThat(space.isLive(handle)).isFalse();
            assertThat(space.isLive(next)).isTrue();
        }
    }

    @Test
    @DisplayName("refuses handles of another space, and numbers that are none")
    void refusesForeignHandles() {
        long mine = space.allocate(100);
        try (ObjectSpace other = ObjectSpace.builder(pool).region(64 * KIB).stripes(2).build()) {
            long theirs = other.allocate(100);
            assertThatIllegalStateException().isThrownBy(() -> space.free(theirs))
                    .withMessageContaining("another space");
            assertThatIllegalStateException().isThrownBy(() -> other.pin(mine));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> space.free(-1L)).withMessageContaining("no such slot");
        assertThatIllegalStateException().isThrownBy(() -> space.free(0L));
        assertThat(space.isLive(mine)).isTrue();
    }

    @Test
    @DisplayName("refuses to free what is pinned, and says so")
    void refusesToFreeThePinned() {
        long handle = stamped(100, (byte) 3);
        ObjectPin pin = space.pin(handle);
        assertThatIllegalStateException().isThrownBy(() -> space.free(handle)).withMessageContaining("1 pin");
        assertThatIllegalStateException().isThrownBy(space::close).withMessageContaining("1 pins");
        assertThat(isStamped(handle, (byte) 3)).isTrue();
        pin.close();
        space.free(handle);
    }

    @Test
    @DisplayName("refuses sizes below one and above the pool")
    void refusesWrongSizes() {
        for (long wrong : new long[] {0, -1, Long.MIN_VALUE, 16 * MIB + 1, Long.MAX_VALUE}) {
            assertThatIllegalArgumentException().isThrownBy(() -> space.allocate(wrong))
                    .withMessageContaining(Long.toString(wrong));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> space.heldBytesOf(0));
        assertThatIllegalArgumentException().isThrownBy(() -> space.step(0));
    }

    @Test
    @DisplayName("refuses settings out of range, each with what is allowed")
    void refusesWrongSettings() {
        ObjectSpaceBuilder builder = ObjectSpace.builder(pool);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.region(3000)).withMessageContaining("4096");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.region(4 * MIB)).withMessageContaining("2097152");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.giantsFrom(0)).withMessageContaining("1 or more");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.utilisation(0.4)).withMessageContaining("0.999");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.utilisation(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.copies(-1)).withMessageContaining("0 to 64");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.stripes(3)).withMessageContaining("power of two");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.evacuateInBackground(Duration.ZERO, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.evacuateInBackground(Duration.ofSeconds(1), 0));
    }

    @Test
    @DisplayName("refuses to allocate once it is closed; its handles mean nothing then")
    void refusesAfterClosing() {
        long handle = space.allocate(100);
        long giant = space.allocate(100_000);
        space.close();
        space.close();
        assertThatIllegalStateException().isThrownBy(() -> space.allocate(1)).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(() -> space.allocate(100_000)).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(() -> space.pin(handle));
        assertThatIllegalStateException().isThrownBy(() -> space.free(giant));
    }

    // --------------------------------------------------------------------------------------------------- read and write

    @Test
    @DisplayName("copies in and out, and refuses bytes that are not there")
    void copies() {
        long handle = space.allocate(10);
        space.write(handle, 2, new byte[] {9, 1, 2, 3, 9}, 1, 3);
        byte[] out = new byte[5];
        space.read(handle, 2, out, 1, 3);
        assertThat(out).containsExactly(0, 1, 2, 3, 0);
        byte[] none = new byte[10];
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> space.read(handle, 5, none, 0, 6));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> space.read(handle, -1, none, 0, 2));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> space.read(handle, 0, none, 8, 3));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> space.write(handle, 8, none, 0, 3));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> space.write(handle, 0, none, 9, 2));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> space.write(handle, Long.MAX_VALUE, none, 0, 2));
        space.free(handle);
    }

    @Test
    @DisplayName("gives readers memory that they cannot write to, and passes on what they throw")
    void readersOnlyRead() {
        long handle = stamped(64, (byte) 7);
        assertThat(space.<Long>read(handle, MemorySegment::byteSize)).isEqualTo(64);
        assertThatIllegalArgumentException().isThrownBy(() -> space.read(handle, bytes -> bytes.fill((byte) 1)));
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> space.read(handle, bytes -> {
            throw new ArithmeticException("the reader's own");
        })).withMessage("the reader's own");
        assertThat(isStamped(handle, (byte) 7)).isTrue();
    }

    @Test
    @DisplayName("has pins that read and write, and end with their segment")
    void pins() {
        long handle = space.allocate(24);
        MemorySegment segment;
        ObjectPin pin = space.pin(handle);
        try (pin) {
            assertThat(pin.byteSize()).isEqualTo(24);
            segment = pin.segment();
            pin.putLong(8, 42, ByteOrder.BIG_ENDIAN);
            pin.put(0, (byte) 5);
            assertThat(pin.get(0)).isEqualTo((byte) 5);
            assertThat(pin.getLong(8, ByteOrder.LITTLE_ENDIAN)).isEqualTo(Long.reverseBytes(42));
            assertThat(segment.get(JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), 8)).isEqualTo(42);
            pin.copyFrom(MemorySegment.ofArray(new byte[] {1, 2}), 22);
            byte[] out = new byte[2];
            pin.copyTo(MemorySegment.ofArray(out), 22);
            assertThat(out).containsExactly(1, 2);
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> pin.get(24));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> pin.putLong(17, 1, ByteOrder.LITTLE_ENDIAN));
        }
        assertThatIllegalStateException().isThrownBy(() -> segment.get(JAVA_BYTE, 0));
        assertThatIllegalStateException().isThrownBy(() -> pin.get(0)).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(pin::close);
        space.free(handle);
    }

    // ---------------------------------------------------------------------------------------------------------- memory

    @Test
    @DisplayName("tells what it holds by kind, and the kinds are all that it holds")
    void tellsWhatItHolds() {
        List<Long> handles = new ArrayList<>();
        for (int each = 0; each < 5000; each++) {
            handles.add(space.allocate(1 + each % 300));
        }
        handles.add(space.allocate(50_000));
        ObjectUsage usage = space.usage();
        assertThat(usage.heldBytes()).isEqualTo(space.heldBytes());
        assertThat(usage.liveBytes()).isEqualTo(space.liveBytes());
        assertThat(usage.objects()).isEqualTo(5001);
        assertThat(usage.giants()).isEqualTo(1);
        assertThat(usage.heldBytes() - usage.tableBytes()).isEqualTo(pool.usedBytes());
        handles.forEach(space::free);
        assertThat(space.usage().heldBytes()).isEqualTo(space.heldBytes());
    }

    @Test
    @DisplayName("tells what it holds after a step over what is pinned, which leaves holes of a new size")
    void tellsWhatItHoldsAfterAStep() {
        List<Long> handles = new ArrayList<>();
        for (int each = 0; each < 300; each++) {
            handles.add(space.allocate(1000));
        }
        long held = handles.get(20);
        try (ObjectPin pin = space.pin(held)) {
            for (int each = 0; each < 50; each++) {
                if (each != 20) {
                    space.free(handles.get(each));
                }
            }
            space.step(MIB);
            assertThat(space.usage().heldBytes()).isEqualTo(space.heldBytes());
            space.trim();
            assertThat(space.usage().heldBytes()).isEqualTo(space.heldBytes());
            assertThat(pin.byteSize()).isEqualTo(1000);
        }
    }

    @Test
    @DisplayName("tells what an object costs: header, rounding and handle")
    void tellsWhatAnObjectCosts() {
        assertThat(space.heldBytesOf(100)).isEqualTo(100 + 6 + 8);
        assertThat(space.heldBytesOf(101)).isEqualTo(101 + 6 + 1 + 8);
        assertThat(space.heldBytesOf(1)).isEqualTo(22 + 8);
        assertThat(space.heldBytesOf(16_384)).as("a giant").isEqualTo(5 * 4096 + 8);
    }

    @Test
    @DisplayName("gives regions back at once when nothing is in them")
    void givesEmptyRegionsBack() {
        List<Long> handles = new ArrayList<>();
        for (int each = 0; each < 10_000; each++) {
            handles.add(space.allocate(200));
        }
        long full = pool.usedBytes();
        handles.forEach(space::free);
        assertThat(pool.usedBytes()).isLessThanOrEqualTo(3 * 64 * KIB).isLessThan(full / 8);
    }

    @Test
    @DisplayName("moves objects together when it is trimmed, passing over those that are pinned")
    void trims() {
        Map<Long, Byte> live = new HashMap<>();
        List<Long> freed = new ArrayList<>();
        for (int each = 0; each < 20_000; each++) {
            long handle = stamped(200, (byte) each);
            if (each % 10 == 0) {
                live.put(handle, (byte) each);
            } else {
                freed.add(handle);
            }
        }
        freed.forEach(space::free);
        long before = pool.usedBytes();
        long held = live.keySet().iterator().next();
        try (ObjectPin pin = space.pin(held)) {
            MemorySegment where = pin.segment();
            assertThat(space.trim()).isPositive();
            assertThat(where.get(JAVA_BYTE, 199)).isEqualTo(live.get(held));
        }
        assertThat(pool.usedBytes()).isLessThan(before / 4);
        assertThat(live).allSatisfy((handle, stamp) -> assertThat(isStamped(handle, stamp)).isTrue());
        assertThat(space.usage().copiedBytes()).isPositive();
    }

    @Test
    @DisplayName("stores objects while the bytes suffice, however the sizes change")
    void storesWhileBytesSuffice() {
        List<Long> handles = new ArrayList<>();
        int small = 60_000;
        for (int each = 0; each < small; each++) {
            handles.add(stamped(200, (byte) each));
        }
        for (int each = 0; each < small; each++) {
            if (each % 8 != 0) {
                space.free(handles.get(each));
            }
        }
        List<Long> large = new ArrayList<>();
        for (int each = 0; each < 1100; each++) {
            large.add(stamped(10_000, (byte) (each + 1)));
        }
        for (int each = 0; each < small; each += 8) {
            assertThat(isStamped(handles.get(each), (byte) each)).isTrue();
        }
        for (int each = 0; each < 1100; each++) {
            assertThat(isStamped(large.get(each), (byte) (each + 1))).isTrue();
        }
    }

    @Test
    @DisplayName("says that the pool is full when it is, and goes on when something was freed")
    void saysWhenItIsFull() {
        List<Long> handles = new ArrayList<>();
        assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> {
            while (true) {
                handles.add(space.allocate(1000));
            }
        });
        assertThat(space.liveBytes()).isGreaterThan(15 * MIB);
        space.verify();
        space.free(handles.getLast());
        assertThat(space.isLive(space.allocate(1000))).isTrue();
    }

    @Test
    @DisplayName("keeps every object whole through a long random history")
    void anyHistory() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        List<Long> handles = new ArrayList<>();
        Map<Long, Byte> stamps = new HashMap<>();
        for (int step = 0; step < 60_000; step++) {
            int size = step / 15_000 % 2 == 0 ? random.nextInt(1, 300) : random.nextInt(200, 2_000);
            if (space.liveBytes() < 4 * MIB) {
                byte stamp = (byte) step;
                long handle = stamped(size, stamp);
                handles.add(handle);
                stamps.put(handle, stamp);
            } else {
                int chosen = random.nextInt(handles.size());
                long handle = handles.get(chosen);
                handles.set(chosen, handles.getLast());
                handles.removeLast();
                assertThat(isStamped(handle, stamps.remove(handle))).as("seed %d", seed).isTrue();
                space.free(handle);
            }
            if (step % 10_000 == 0) {
                space.verify();
                assertThat(space.usage().heldBytes()).isEqualTo(space.heldBytes());
            }
        }
        stamps.forEach((handle, stamp) -> assertThat(isStamped(handle, stamp)).as("seed %d", seed).isTrue());
    }
}
