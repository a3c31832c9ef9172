package dev.cleave.objects;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.histories.Together;
import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Evacuation")
class EvacuationRaceTest {
    private static final long MIB = 1 << 20;
    private static final int SIZE = 120;
    private static final int ROUNDS = 300;

    private final Pool pool = Pool.builder().name("race").capacity(16 * MIB).purge(false).build();
    private final ObjectSpace space = ObjectSpace.builder(pool).region(16 << 10).stripes(1).build();

    /** Frees what stands between those that stay, and moves those together, again and again. */
    private Void scatterAndSqueeze(AtomicBoolean over) {
        try {
            for (int round = 0; round < ROUNDS; round++) {
                List<Long> between = new ArrayList<>();
                for (int each = 0; each < 300; each++) {
                    between.add(space.allocate(SIZE + each % 40));
                }
                between.forEach(space::free);
                space.trim();
            }
        } finally {
            over.set(true);
        }
        return null;
    }

    private List<Long> scattered(int count) {
        List<Long> handles = new ArrayList<>();
        List<Long> between = new ArrayList<>();
        for (int each = 0; each < count; each++) {
            handles.add(space.allocate(SIZE));
            between.add(space.allocate(SIZE * 3L));
        }
        between.forEach(space::free);
        return handles;
    }

    private void end() {
        space.verify();
        assertThat(space.usage().copiedBytes()).as("bytes that were moved").isPositive();
        space.close();
        assertThat(pool.usedBytes()).isZero();
        pool.close();
    }

    @Test
    @DisplayName("is never seen by readers without a pin: each object they see is whole")
    void readersSeeWholeObjects() throws Exception {
        List<Long> handles = scattered(500);
        for (int each = 0; each < handles.size(); each++) {
            try (ObjectPin pin = space.pin(handles.get(each))) {
                pin.segment().fill((byte) each);
            }
        }
        AtomicBoolean over = new AtomicBoolean();
        Callable<Void> reader = () -> {
            SplittableRandom random = new SplittableRandom();
            byte[] copy = new byte[SIZE];
            while (!over.get()) {
                int chosen = random.nextInt(handles.size());
                assertThat(space.<Boolean>read(handles.get(chosen), bytes -> isFilled(bytes, (byte) chosen))).isTrue();
                space.read(handles.get(chosen), 0, copy, 0, SIZE);
                assertThat(isFilled(MemorySegment.ofArray(copy), (byte) chosen)).isTrue();
                assertThat(space.byteSize(handles.get(chosen))).isEqualTo(SIZE);
            }
            return null;
        };
        Together.run(List.of(() -> scatterAndSqueeze(over), reader, reader));
        end();
    }

    private static boolean isFilled(MemorySegment bytes, byte value) {
        if (bytes.byteSize() != SIZE) {
            return false;
        }
        for (int at = 0; at < SIZE; at++) {
            if (bytes.get(JAVA_BYTE, at) != value) {
                return false;
            }
        }
        return true;
    }

    @Test
    @DisplayName("loses nothing that is written under a pin while an object is moved")
    void writesUnderPinsAreNotLost() throws Exception {
        List<Long> handles = scattered(64);
        handles.forEach(handle -> space.write(handle, 0, new byte[SIZE], 0, SIZE));
        AtomicBoolean over = new AtomicBoolean();
        AtomicLongArray added = new AtomicLongArray(2);
        List<Callable<Void>> tasks = new ArrayList<>(List.of(() -> scatterAndSqueeze(over)));
        for (int writer = 0; writer < 2; writer++) {
            int mine = writer;
            tasks.add(() -> {
                SplittableRandom random = new SplittableRandom();
                while (!over.get()) {
                    try (ObjectPin pin = space.pin(handles.get(random.nextInt(handles.size())))) {
                        long before = pin.getLong(mine * 8L, ByteOrder.nativeOrder());
                        pin.putLong(mine * 8L, before + 1, ByteOrder.nativeOrder());
                    }
                    added.incrementAndGet(mine);
                }
                return null;
            });
        }
        Together.run(tasks);
        for (int writer = 0; writer < 2; writer++) {
            long sum = 0;
            for (long handle : handles) {
                try (ObjectPin pin = space.pin(handle)) {
                    sum += pin.getLong(writer * 8L, ByteOrder.nativeOrder());
                }
            }
            assertThat(sum).isEqualTo(added.get(writer));
        }
        end();
    }

    @Test
    @DisplayName("goes on while others allocate, free, pin and read: every object keeps its stamp and its owner")
    void everythingAtOnce() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int each = 0; each < 3; each++) {
            long owner = each + 1L;
            tasks.add(() -> ownObjects(owner));
        }
        tasks.add(() -> {
            while (!over.get()) {
                space.step(64 << 10);
                space.trim();
            }
            return null;
        });
        Together.run(List.of(() -> {
            try {
                Together.run(tasks.subList(0, 3));
            } finally {
                over.set(true);
            }
            return null;
        }, tasks.get(3)));
        end();
    }

    private Void ownObjects(long owner) {
        SplittableRandom random = new SplittableRandom(owner);
        List<Long> mine = new ArrayList<>();
        for (int step = 0; step < 15_000; step++) {
            if (mine.size() < 800) {
                long handle = space.allocate(random.nextInt(16, 400));
                space.write(handle, 0, stamp(owner, handle), 0, 16);
                mine.add(handle);
            } else {
                int chosen = random.nextInt(mine.size());
                long handle = mine.get(chosen);
                byte[] found = new byte[16];
                space.read(handle, 0, found, 0, 16);
                assertThat(found).isEqualTo(stamp(owner, handle));
                try (ObjectPin pin = space.pin(handle)) {
                    assertThat(pin.getLong(0, ByteOrder.BIG_ENDIAN)).isEqualTo(owner);
                }
                space.free(handle);
                mine.set(chosen, mine.getLast());
                mine.removeLast();
            }
        }
        return null;
    }

    private static byte[] stamp(long owner, long handle) {
        return ByteBuffer.allocate(16).putLong(owner).putLong(handle).array();
    }
}
