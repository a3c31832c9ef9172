package dev.cleave.heap;

import static dev.cleave.heap.HeapMisuseTest.Outcome.ENDED;
import static dev.cleave.heap.HeapMisuseTest.Outcome.INSIDE;
import static dev.cleave.heap.HeapMisuseTest.Outcome.NO_BLOCK;
import static dev.cleave.heap.HeapMisuseTest.Outcome.OTHER_SIZE;
import static dev.cleave.heap.HeapMisuseTest.Outcome.OUT_OF_BOUNDS;
import static dev.cleave.heap.HeapMisuseTest.Outcome.OVERFLOW;
import static dev.cleave.heap.HeapMisuseTest.Outcome.STALE_BYTES;
import static dev.cleave.heap.HeapMisuseTest.Outcome.STRANGER;
import static dev.cleave.heap.HeapMisuseTest.Outcome.UNSEEN;
import static dev.cleave.heap.HeapMisuseTest.Outcome.WRITTEN;
import static dev.cleave.heap.HeapMisuseTest.Outcome.ZEROES;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.heap.CorruptedBlockException.Damage;
import dev.cleave.heap.InvalidAddressException.Reason;
import dev.cleave.memory.Pool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The list of misuse that secure allocators are tested with, each case against each safety level, with a slot and with a large block. The table in
 * {@code docs/safety.md} says the same in words.
 */
@DisplayName("Misuse of a heap")
class HeapMisuseTest {
    private static final long SLOT = 100;
    private static final long LARGE = 50_000;
    private static final int ATTEMPTS = 2_000;

    /** What comes of a misuse: an exception, or what a read answered. */
    enum Outcome {
        NO_BLOCK(result -> isRefused(result, Reason.NOT_ALLOCATED)),
        INSIDE(result -> isRefused(result, Reason.INSIDE_BLOCK)),
        STRANGER(result -> isRefused(result, Reason.FOREIGN)),
        OTHER_SIZE(result -> isRefused(result, Reason.OTHER_SIZE)),
        OVERFLOW(result -> isCorrupted(result, Damage.OVERFLOW)),
        WRITTEN(result -> isCorrupted(result, Damage.WRITE_AFTER_FREE)),
        ENDED(result -> result instanceof IllegalStateException ended && ended.getMessage().equals("Already closed")),
        OUT_OF_BOUNDS(result -> result instanceof IndexOutOfBoundsException),
        STALE_BYTES(result -> result.equals("stale bytes")),
        ZEROES(result -> result.equals("zeroes")),
        UNSEEN(result -> result.equals("unseen"));

        private final Predicate<Object> matches;

        Outcome(Predicate<Object> matches) {
            this.matches = matches;
        }

        private static boolean isRefused(Object result, Reason reason) {
            return result instanceof InvalidAddressException refusal && refusal.reason() == reason;
        }

        private static boolean isCorrupted(Object result, Damage damage) {
            return result instanceof CorruptedBlockException found && found.damage() == damage;
        }
    }

    static Stream<Arguments> misuses() {
        // @formatter:off
        return Stream.of(
                // misuse                                                                             fast           hardened       checked
                row("double free",                                   Scene::doubleFree,                NO_BLOCK,      NO_BLOCK,      NO_BLOCK),
                row("double free after other frees",                 Scene::doubleFreeAfterOthers,     NO_BLOCK,      NO_BLOCK,      NO_BLOCK),
                row("double free after an allocation",               Scene::doubleFreeAfterAllocation, UNSEEN,        NO_BLOCK,      NO_BLOCK),
                row("double free, address has a new holder",         Scene::doubleFreeOfNewHolder,     UNSEEN,        UNSEEN,        UNSEEN),
                row("stale segment, address has a new holder",       Scene::staleSegment,              UNSEEN,        UNSEEN,        NO_BLOCK),
                row("free of native memory of others",               Scene::freeForeign,               STRANGER,      STRANGER,      STRANGER),
                row("free of an address never allocated",            Scene::freeNeverAllocated,        NO_BLOCK,      NO_BLOCK,      NO_BLOCK),
                row("free of another heap's block",                  Scene::freeOfOtherHeap,           NO_BLOCK,      NO_BLOCK,      NO_BLOCK),
                row("free of an unaligned address",                  Scene::freeUnaligned,             INSIDE,        INSIDE,        INSIDE),
                row("free of a pointer into a block",                Scene::freeInside,                INSIDE,        INSIDE,        INSIDE),
                row("free of null",                                  Scene::freeNull,                  UNSEEN,        UNSEEN,        UNSEEN),
                row("reallocation of a freed block",                 Scene::reallocateFreed,           NO_BLOCK,      NO_BLOCK,      NO_BLOCK),
                row("size of a freed block",                         Scene::sizeOfFreed,               NO_BLOCK,      NO_BLOCK,      NO_BLOCK),
                row("sized free, other class",                       Scene::sizedFreeOtherClass,       OTHER_SIZE,    OTHER_SIZE,    OTHER_SIZE),
                row("sized free, same class",                        Scene::sizedFreeSameClass,        UNSEEN,        OTHER_SIZE,    OTHER_SIZE),
                row("overflow by one",                               Scene::overflowByOne,             UNSEEN,        OVERFLOW,      OVERFLOW),
                row("overflow by a zero byte",                       Scene::overflowByTerminator,      UNSEEN,        OVERFLOW,      OVERFLOW),
                row("overflow by one, found by reallocation",        Scene::overflowReallocated,       UNSEEN,        OVERFLOW,      OVERFLOW),
                row("large overflow",                                Scene::largeOverflow,             UNSEEN,        OVERFLOW,      OVERFLOW),
                row("overflow through a segment",                    Scene::segmentOverflow,           OUT_OF_BOUNDS, OUT_OF_BOUNDS, OUT_OF_BOUNDS),
                row("underflow into the block before",               Scene::underflow,                 UNSEEN,        OVERFLOW,      OVERFLOW),
                row("underflow where nothing is before",             Scene::underflowIntoNothing,      UNSEEN,        UNSEEN,        UNSEEN),
                row("write after free",                              Scene::writeAfterFree,            UNSEEN,        WRITTEN,       WRITTEN),
                row("write after free, through a segment",           Scene::segmentWriteAfterFree,     UNSEEN,        WRITTEN,       ENDED),
                row("read after free, through a segment",            Scene::segmentReadAfterFree,      UNSEEN,        UNSEEN,        ENDED),
                row("read of recycled memory",                       Scene::readRecycled,              STALE_BYTES,   ZEROES,        ZEROES))
                .flatMap(rows -> rows);
        // @formatter:on
    }

    private static Stream<Arguments> row(
            String name, Function<Scene, String> misuse, Outcome fast, Outcome hardened, Outcome checked) {
        return Stream.of(SLOT, LARGE)
                .flatMap(byteSize -> Stream.of(
                        Arguments.of(name, byteSize, SafetyLevel.FAST, fast, misuse),
                        Arguments.of(name, byteSize, SafetyLevel.HARDENED, hardened, misuse),
                        Arguments.of(name, byteSize, SafetyLevel.CHECKED, checked, misuse)));
    }

    @ParameterizedTest(name = "{0} ({1} bytes) at {2}: {3}")
    @MethodSource("misuses")
    void isSeenOrNotAsTheTableSays(
            String name, long byteSize, SafetyLevel level, Outcome expected, Function<Scene, String> misuse) {
        Pool pool = Pool.builder().capacity(64 << 20).purge(false).build();
        long before = pool.allocateAddress(1);
        try (Heap heap = Heap.builder(pool).reportLeaks(false).safety(level).build()) {
            Object result;
            try {
                result = misuse.apply(new Scene(pool, heap, byteSize));
            } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException seen) {
                result = seen;
            }

            assertThat(expected.matches).as("%s of %d bytes at %s gives %s", name, byteSize, level, expected)
                    .accepts(result);

            assertThat(heap.safetyUsage().corruptedBlocks())
                    .isEqualTo(expected == OVERFLOW || expected == WRITTEN ? 1 : 0);
            theHeapWorksOn(pool, heap, byteSize);
        }
        assertThat(pool.space().freeUnits()).as("all but one unit is back").isEqualTo(pool.space().units() - 1);
        pool.space().verify();
        pool.free(before);
        pool.close();
    }

    private static void theHeapWorksOn(Pool pool, Heap heap, long byteSize) {
        long[] blocks = new long[50];
        for (int each = 0; each < blocks.length; each++) {
            blocks[each] = heap.allocate(byteSize);
            pool.memory().asSlice(blocks[each] - pool.baseAddress(), byteSize).fill((byte) each);
        }
        for (int each = 0; each < blocks.length; each++) {
            MemorySegment block = pool.memory().asSlice(blocks[each] - pool.baseAddress(), byteSize);
            assertThat(block.get(JAVA_BYTE, 0)).isEqualTo((byte) each);
            assertThat(block.get(JAVA_BYTE, byteSize - 1)).isEqualTo((byte) each);
            heap.free(blocks[each]);
        }
    }

    /** A heap, and what is done to it. Each misuse ends by answering what was seen if nothing was thrown. */
    record Scene(Pool pool, Heap heap, long byteSize) {
        private long block() {
            return heap.allocate(byteSize);
        }

        private byte read(long address) {
            return pool.memory().get(JAVA_BYTE, address - pool.baseAddress());
        }

        private void write(long address, int value) {
            pool.memory().set(JAVA_BYTE, address - pool.baseAddress(), (byte) value);
        }

        /** A write that changes what is there. */
        private void scribble(long address) {
            write(address, ~read(address));
        }

        private String freed(long address) {
            heap.free(address);
            return "unseen";
        }

        /** Lets everything out of the quarantine and frees a block, which is when damage found there is thrown. */
        private String emptyQuarantine() {
            long other = block();
            heap.trim();
            return freed(other);
        }

        /** Allocates until somebody holds this address again. */
        private void handOutAgain(long address) {
            emptyQuarantine();
            heap.trim();
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                if (heap.allocateSegment(byteSize).address() == address) {
                    return;
                }
            }
            throw new AssertionError("0x" + Long.toHexString(address) + " was not handed out again");
        }

        String doubleFree() {
            long block = block();
            heap.free(block);
            return freed(block);
        }

        String doubleFreeAfterOthers() {
            long block = block();
            long[] others = {block(), block(), heap.allocate(10), heap.allocate(70_000)};
            heap.free(block);
            for (long other : others) {
                heap.free(other);
            }
            return freed(block);
        }

        String doubleFreeAfterAllocation() {
            long block = block();
            heap.free(block);
            block();
            return freed(block);
        }

        String doubleFreeOfNewHolder() {
            long block = block();
            heap.free(block);
            handOutAgain(block);
            return freed(block);
        }

        String staleSegment() {
            MemorySegment block = heap.allocateSegment(byteSize);
            heap.free(block);
            handOutAgain(block.address());
            heap.free(block);
            return "unseen";
        }

        String freeForeign() {
            try (Arena arena = Arena.ofConfined()) {
                return freed(arena.allocate(byteSize).address());
            }
        }

        String freeNeverAllocated() {
            block();
            return freed(pool.baseAddress() + pool.capacity() - pool.unit());
        }

        String freeOfOtherHeap() {
            try (Heap other = Heap.builder(pool).reportLeaks(false).safety(heap.safety()).build()) {
                return freed(other.allocate(byteSize));
            }
        }

        String freeUnaligned() {
            return freed(block() + 1);
        }

        String freeInside() {
            return freed(block() + 16);
        }

        String freeNull() {
            return freed(0);
        }

        String reallocateFreed() {
            long block = block();
            heap.free(block);
            heap.reallocate(block, 2 * byteSize);
            return "unseen";
        }

        String sizeOfFreed() {
            long block = block();
            heap.free(block);
            return "a size of " + heap.usableBytes(block);
        }

        String sizedFreeOtherClass() {
            heap.free(block(), 2 * byteSize);
            return "unseen";
        }

        String sizedFreeSameClass() {
            heap.free(block(), byteSize + 1);
            return "unseen";
        }

        String overflowByOne() {
            long block = block();
            scribble(block + byteSize);
            return freed(block);
        }

        String overflowByTerminator() {
            long block = block();
            write(block + byteSize, 0);
            return freed(block);
        }

        String overflowReallocated() {
            long block = block();
            scribble(block + byteSize);
            heap.reallocate(block, byteSize + 1);
            return "unseen";
        }

        String largeOverflow() {
            long block = block();
            for (long offset = byteSize; offset < byteSize + 5_000; offset++) {
                scribble(block + offset);
            }
            return freed(block);
        }

        String segmentOverflow() {
            heap.allocateSegment(byteSize).set(JAVA_BYTE, byteSize, (byte) 1);
            return "unseen";
        }

        /** The block before must end where this one begins: slots do, and large blocks of a power of two. */
        String underflow() {
            List<Long> blocks = new ArrayList<>();
            long slot = heap.safety() == SafetyLevel.FAST ? 104 : 112;
            long distance = byteSize == SLOT ? slot : 1 << 16;
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                blocks.add(heap.allocate(byteSize == SLOT ? SLOT : distance - Canaries.SEAL_BYTES));
                for (long block : blocks) {
                    if (blocks.contains(block + distance)) {
                        scribble(block + distance - 1);
                        return freed(block);
                    }
                }
            }
            throw new AssertionError("no two blocks side by side");
        }

        String underflowIntoNothing() {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                long block = block();
                if (block % pool.unit() == 0) {
                    scribble(block - 1);
                    return freed(block);
                }
            }
            throw new AssertionError("no block at the beginning of a unit");
        }

        String writeAfterFree() {
            long block = block();
            heap.free(block);
            scribble(block + byteSize / 2);
            return emptyQuarantine();
        }

        String segmentWriteAfterFree() {
            MemorySegment block = heap.allocateSegment(byteSize);
            heap.free(block);
            block.set(JAVA_BYTE, byteSize / 2, (byte) 1);
            return emptyQuarantine();
        }

        String segmentReadAfterFree() {
            MemorySegment block = heap.allocateSegment(byteSize);
            heap.free(block);
            return block.get(JAVA_BYTE, byteSize / 2) == 1 ? "one" : "unseen";
        }

        String readRecycled() {
            MemorySegment secret = heap.allocateSegment(byteSize);
            secret.fill((byte) 7);
            heap.free(secret);
            emptyQuarantine();
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                MemorySegment block = heap.allocateSegment(byteSize);
                for (long offset = 0; offset < byteSize; offset++) {
                    if (block.get(JAVA_BYTE, offset) != 0) {
                        return "stale bytes";
                    }
                }
                heap.free(block);
                if (block.address() == secret.address()) {
                    return "zeroes";
                }
            }
            throw new AssertionError("the block was not handed out again");
        }
    }
}
