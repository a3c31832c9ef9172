package dev.cleave.guard.enclave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An enclave pool")
class EnclavePoolTest {
    private static final long SEED = 20261130;

    private static EnclavePoolBuilder complete() {
        return EnclavePool.builder().usable(512 << 10).capacity(4 << 20).key(SmallPool::key)
                .outside(MemorySegment.ofArray(new long[(int) (EnclavePool.outsideBytes(4 << 20) / 8 + 1)]));
    }

    @Test
    @DisplayName("is not opened with settings that cannot be, and says which")
    void wrongSettings() {
        complete().build().close();
        assertThatThrownBy(() -> EnclavePool.builder().usable(1_000_000))
                .hasMessage("a budget of 1000000 bytes: must be a multiple of 4096 from 262144 to 68719476736");
        assertThatThrownBy(() -> EnclavePool.builder().reserved(4096))
                .hasMessageStartingWith("a reserve of 4096 bytes");
        assertThatThrownBy(() -> EnclavePool.builder().capacity(-4096)).hasMessageStartingWith("a capacity of -4096");
        assertThatThrownBy(() -> complete().reserved(256 << 10).build())
                .hasMessageStartingWith("a budget of 524288 bytes is more than the reserve of 262144");
        assertThatThrownBy(() -> EnclavePool.builder().build()).hasMessageStartingWith("no key was given");
        assertThatThrownBy(() -> EnclavePool.builder().key(SmallPool::key).build())
                .hasMessageStartingWith("no memory outside was given");
        assertThatThrownBy(() -> complete().capacity(8 << 20).build())
                .hasMessageStartingWith("the memory outside has ");
        assertThatThrownBy(() -> EnclavePool.builder().key(SmallPool::key).usable(256 << 10).capacity(128 << 20)
                .outside(MemorySegment.NULL.reinterpret(EnclavePool.outsideBytes(128 << 20))).build())
                .hasMessageStartingWith("a budget of 262144 bytes: a capacity of 134217728 needs ");
        assertThatThrownBy(() -> complete().key(() -> new byte[16]).build())
                .hasMessage("a key of 16 bytes: must be 32");
        assertThatThrownBy(() -> complete().key(() -> {
            throw new IllegalArgumentException("the vault is sealed");
        }).build()).isInstanceOf(IllegalStateException.class)
                .hasMessage("the key cannot be had: the vault is sealed");
        assertThatThrownBy(() -> complete().slabPages(0)).hasMessageStartingWith("slabs of up to 0 pages");
        assertThatThrownBy(() -> complete().randomPlacement(7)).hasMessage("an entropy of 7 bits: must be 1 to 6");
        assertThatThrownBy(() -> complete().learn(ClassBoundaries.powersOfTwo(), 0))
                .hasMessageStartingWith("0 classes");
        assertThatThrownBy(() -> complete().outside(MemorySegment.ofArray(new byte[8]).asReadOnly()))
                .hasMessageStartingWith("the memory outside is read only");
        try (Arena confined = Arena.ofConfined()) {
            assertThatThrownBy(() -> complete().outside(confined.allocate(8)))
                    .hasMessageStartingWith("the memory outside is one thread's own");
        }
    }

    @Test
    @DisplayName("overwrites the key that it was given")
    void keyIsWiped() {
        byte[] key = SmallPool.key();
        complete().key(() -> key).build().close();
        assertThat(key).isEqualTo(new byte[32]);
    }

    /** An object, and what its bytes follow from. */
    private record Thing(long address, int bytes, int seed) {}

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 16, 17, 100, 1000, 2500, 3000, 4095, 4096, 4097, 8192, 9000, 12_300, 70_000})
    @DisplayName("keeps an object's bytes, and zeroes at first, whatever its size")
    void roundTrip(int bytes) {
        try (SmallPool small = new SmallPool()) {
            long other = small.filled(bytes, 9);
            long address = small.pool.allocate(bytes);
            assertThat(small.pool.size(address)).isEqualTo(bytes);
            assertThat(small.read(address)).isEqualTo(new byte[bytes]);
            small.pool.write(address, 0, MemorySegment.ofArray(SmallPool.content(bytes, 3)));
            assertThat(small.read(address)).isEqualTo(SmallPool.content(bytes, 3));
            assertThat(small.read(other)).isEqualTo(SmallPool.content(bytes, 9));
            small.pool.free(address);
            small.pool.free(other);
            assertThat(small.pool.usage().askedBytes()).isZero();
            assertThat(small.pool.usage().heldBytes()).isZero();
        }
    }

    @Test
    @DisplayName("reads and writes parts of an object across its pages")
    void parts() {
        try (SmallPool small = new SmallPool()) {
            byte[] whole = SmallPool.content(9000, 5);
            long address = small.filled(9000, 5);
            for (int[] part : new int[][] {{0, 1}, {4095, 2}, {8191, 2}, {8192, 808}, {4000, 5000}, {9000, 0}}) {
                byte[] bytes = new byte[part[1]];
                small.pool.read(address, part[0], MemorySegment.ofArray(bytes));
                assertThat(bytes).isEqualTo(Arrays.copyOfRange(whole, part[0], part[0] + part[1]));
            }
            assertThatThrownBy(() -> small.pool.read(address, 8999, MemorySegment.ofArray(new byte[2])))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    @DisplayName("serves several times its budget: pages leave, and come back as they were; seed " + SEED)
    void moreThanTheBudget() {
        SplittableRandom random = new SplittableRandom(SEED);
        try (SmallPool small = new SmallPool(EnclavePool.builder())) {
            List<Thing> things = new ArrayList<>();
            long live = 0;
            for (int round = 0; round < 25_000; round++) {
                if (live > 2_000_000 || (!things.isEmpty() && random.nextInt(3) == 0)) {
                    Thing gone = things.set(random.nextInt(things.size()), things.getLast());
                    things.removeLast();
                    assertThat(small.read(gone.address)).isEqualTo(SmallPool.content(gone.bytes, gone.seed));
                    small.pool.free(gone.address);
                    live -= gone.bytes;
                } else {
                    int bytes = random.nextInt(20) == 0 ? random.nextInt(1, 20_000) : 40 * random.nextInt(1, 13);
                    things.add(new Thing(small.filled(bytes, round), bytes, round));
                    live += bytes;
                }
            }
            EnclaveUsage usage = small.pool.usage();
            assertThat(usage.askedBytes()).isEqualTo(live).isGreaterThan(SmallPool.BUDGET);
            assertThat(usage.evictions()).isGreaterThan(1000);
            assertThat(usage.loads()).isGreaterThan(1000);
            assertThat(usage.heldBytes()).as("slabs and whole pages").isEqualTo(usage.classes().stream()
                    .mapToLong(each -> each.slotBytes() == 0 ? each.objectBytes() : each.slabBytes()).sum());
            for (Thing each : things) {
                assertThat(small.read(each.address)).isEqualTo(SmallPool.content(each.bytes, each.seed));
                small.pool.free(each.address);
            }
            assertThat(small.pool.usage().heldBytes()).isZero();
            assertThat(small.pool.usage().wasteBytes()).isZero();
        }
    }

    @Test
    @DisplayName("counts all metadata, and with the frames they never exceed the budget")
    void metadataAreInTheBudget() {
        try (SmallPool small = new SmallPool()) {
            EnclaveUsage empty = small.pool.usage();
            assertThat(empty.metadataBytes()).isPositive();
            List<Long> tiny = new ArrayList<>();
            for (int each = 0; each < 40_000; each++) {
                tiny.add(small.pool.allocate(16));
            }
            EnclaveUsage full = small.pool.usage();
            assertThat(full.metadataBytes()).isGreaterThan(empty.metadataBytes());
            assertThat(full.frames()).as("frames given up for slabs").isLessThan(empty.frames());
            for (EnclaveUsage each : List.of(empty, full)) {
                assertThat((each.frames() - each.versionPages()) * (long) SlabShape.PAGE_BYTES + each.metadataBytes())
                        .as("pages and metadata").isLessThanOrEqualTo(SmallPool.BUDGET)
                        .isGreaterThan(SmallPool.BUDGET - 3 * SlabShape.PAGE_BYTES);
            }
            tiny.forEach(small.pool::free);
            assertThat(small.pool.usage().frames()).isEqualTo(empty.frames());
        }
    }

    @Test
    @DisplayName("wipes the last object of a slab that is kept, as places are drawn at random; seed " + SEED)
    void wipesTheLastOfASlab() {
        try (SmallPool small = new SmallPool(EnclavePool.builder().classes(ClassBoundaries.fourADoubling(8))
                .randomPlacement(5, new SplittableRandom(SEED)))) {
            for (int each = 0; each < 500; each++) {
                long address = small.pool.allocate(64);
                assertThat(small.read(address)).isEqualTo(new byte[64]);
                small.pool.write(address, 0, MemorySegment.ofArray(SmallPool.content(64, 3)));
                small.pool.free(address);
            }
        }
    }

    @Test
    @DisplayName("wipes what is freed: nothing of it is left in the budget, and the next finds zeroes")
    void wipes() {
        try (SmallPool small = new SmallPool()) {
            long kept = small.filled(64, 1);
            long address = small.filled(64, 2);
            small.pool.free(address);
            try (EnclavePin pin = small.pool.pin(kept)) {
                MemorySegment behind = MemorySegment.ofAddress(pin.segment().address() + 64).reinterpret(64);
                assertThat(behind.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(new byte[64]);
            }
            long again = small.pool.allocate(64);
            assertThat(again).isEqualTo(address);
            assertThat(small.read(again)).isEqualTo(new byte[64]);
        }
    }

    @Test
    @DisplayName("lets nothing leave in the clear")
    void sealedOutside() {
        try (SmallPool small = new SmallPool()) {
            byte[] secret = "a secret of two lines, or more than one".getBytes(StandardCharsets.UTF_8);
            long address = small.pool.allocate(secret.length);
            small.pool.write(address, 0, MemorySegment.ofArray(secret));
            flood(small);
            assertThat(small.pool.usage().evictions()).isPositive();
            String outside = new String(small.outside.toArray(ValueLayout.JAVA_BYTE),
                    StandardCharsets.ISO_8859_1);
            assertThat(outside).doesNotContain("secret");
            assertThat(small.read(address)).isEqualTo(secret);
        }
    }

    /** Enough that every page which is not pinned leaves. */
    static void flood(SmallPool small) {
        long address = small.filled((int) (2 * SmallPool.BUDGET), 77);
        small.read(address);
        small.pool.free(address);
    }

    @Test
    @DisplayName("keeps a pinned object in its place, and from being freed; its segment ends with the pin")
    void pins() {
        try (SmallPool small = new SmallPool()) {
            long address = small.filled(100, 1);
            MemorySegment segment;
            try (EnclavePin pin = small.pool.pin(address); EnclavePin second = small.pool.pin(address)) {
                segment = pin.segment();
                assertThat(segment.byteSize()).isEqualTo(100);
                flood(small);
                assertThat(segment.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(SmallPool.content(100, 1));
                assertThat(second.segment().address()).isEqualTo(segment.address());
                assertThatThrownBy(() -> small.pool.free(address)).isInstanceOf(IllegalStateException.class)
                        .hasMessage("the object at " + address + " has 2 pins: close them before it is freed");
                assertThatThrownBy(small.pool::close).hasMessageContaining("1 objects are pinned");
            }
            assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
            small.pool.free(address);
        }
    }

    @Test
    @DisplayName("pins an object of several pages as its pieces, in order")
    void pieces() {
        try (SmallPool small = new SmallPool()) {
            long address = small.filled(9000, 4);
            try (EnclavePin pin = small.pool.pin(address)) {
                byte[] joined = new byte[9000];
                int at = 0;
                for (MemorySegment each : pin.pieces()) {
                    MemorySegment.copy(each, ValueLayout.JAVA_BYTE, 0, joined, at, (int) each.byteSize());
                    at += (int) each.byteSize();
                }
                assertThat(joined).isEqualTo(SmallPool.content(9000, 4));
                assertThatThrownBy(pin::segment).isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("the object of 9000 bytes lies in 3 pages: use pieces()");
            }
        }
    }

    @Test
    @DisplayName("refuses a pin that would leave too few frames, and goes on")
    void tooManyPins() {
        try (SmallPool small = new SmallPool()) {
            List<EnclavePin> open = new ArrayList<>();
            assertThatThrownBy(() -> {
                while (true) {
                    open.add(small.pool.pin(small.pool.allocate(4096)));
                }
            }).isInstanceOf(EnclaveFullException.class).hasMessageStartingWith("no frame can be spared: of ");
            assertThat(open).hasSizeGreaterThan(30);
            flood(small);
            open.forEach(EnclavePin::close);
            assertThat(small.pool.usage().pinnedFrames()).isZero();
        }
    }

    @Test
    @DisplayName("says what is wrong with an address that it did not give, or that was freed")
    void wrongAddresses() {
        try (SmallPool small = new SmallPool()) {
            long slot = small.pool.allocate(64);
            small.pool.allocate(64);
            long large = small.pool.allocate(9000);
            assertThatThrownBy(() -> small.pool.free(0)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("address 0 is not in this pool, or was freed already");
            assertThatThrownBy(() -> small.pool.free(-4096)).hasMessageStartingWith("address -4096 is not in");
            assertThatThrownBy(() -> small.pool.free(1L << 60)).hasMessageContaining("is not in this pool");
            assertThatThrownBy(() -> small.pool.free(slot + 8)).hasMessage("no object begins at address " + (slot + 8)
                    + ": it is inside of one, or was freed already");
            assertThatThrownBy(() -> small.pool.free(large + 4096)).hasMessageStartingWith("no object begins at");
            small.pool.free(slot);
            assertThatThrownBy(() -> small.pool.free(slot)).hasMessageStartingWith("no object begins at");
            assertThatThrownBy(() -> small.pool.pin(slot)).hasMessageStartingWith("no object begins at");
            small.pool.free(large);
            assertThatThrownBy(() -> small.pool.size(large)).hasMessageContaining("was freed already");
            assertThatThrownBy(() -> small.pool.allocate(0))
                    .hasMessage("0 bytes: must be 1 to the capacity of 4194304");
        }
    }

    @Test
    @DisplayName("does not let the tail of a large object be freed as if it were one")
    void tailsAreNoObjects() {
        try (SmallPool small = new SmallPool()) {
            long large = small.pool.allocate(4096 + 100);
            long tail = small.pool.allocate(100) - 112;
            assertThatThrownBy(() -> small.pool.free(tail)).hasMessageStartingWith("no object begins at");
            small.pool.free(large);
        }
    }

    @Test
    @DisplayName("is full when no pages are left, says so, and goes on")
    void full() {
        try (SmallPool small = new SmallPool()) {
            List<Long> all = new ArrayList<>();
            assertThatThrownBy(() -> {
                while (true) {
                    all.add(small.pool.allocate(100_000));
                }
            }).isInstanceOf(EnclaveFullException.class)
                    .hasMessageStartingWith("no room for 100000 bytes: of 1025 pages ");
            long used = small.pool.usage().heldBytes();
            assertThatThrownBy(() -> small.pool.allocate(100_000)).isInstanceOf(EnclaveFullException.class);
            assertThat(small.pool.usage().heldBytes()).isEqualTo(used);
            small.pool.free(all.removeLast());
            all.add(small.pool.allocate(100_000));
            all.forEach(small.pool::free);
            assertThat(small.pool.usage().heldBytes()).isZero();
        }
    }

    @Test
    @DisplayName("wipes its budget at the end, and refuses all calls then")
    void closed() {
        SmallPool small = new SmallPool();
        small.pool.close();
        small.pool.close();
        assertThatThrownBy(() -> small.pool.allocate(8)).isInstanceOf(IllegalStateException.class)
                .hasMessage("the enclave pool is closed");
        assertThatThrownBy(small.pool::usage).hasMessage("the enclave pool is closed");
        small.close();
    }

    @Test
    @DisplayName("places at random with the entropy that was asked for, and finds everything again; seed " + SEED)
    void randomPlacement() {
        Set<Long> firsts = new HashSet<>();
        for (int seed = 0; seed < 60; seed++) {
            try (SmallPool small = new SmallPool(EnclavePool.builder().classes(ClassBoundaries.fourADoubling(8))
                    .randomPlacement(5, new SplittableRandom(SEED + seed)))) {
                long address = small.filled(1000, seed);
                firsts.add(address);
                assertThat(small.read(address)).isEqualTo(SmallPool.content(1000, seed));
                assertThat(small.pool.usage().placementBits()).isGreaterThanOrEqualTo(5);
            }
        }
        assertThat(firsts).as("of 60 first objects").hasSizeGreaterThan(50);
        try (SmallPool lowest = new SmallPool()) {
            lowest.pool.allocate(1000);
            assertThat(lowest.pool.usage().placementBits()).isZero();
        }
    }
}
