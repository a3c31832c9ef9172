package dev.cleave.heap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.heap.Canaries.State;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The canaries of a heap")
class CanariesTest {
    private static final long SEED = Long.getLong("cleave.heap.seed", System.nanoTime());
    private static final int ROOM = 10_000;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment memory = arena.allocate(4 * ROOM, 16).fill((byte) 1);
    private final Canaries canaries = new Canaries(memory);
    private final long block = memory.address() + ROOM;

    @AfterEach
    void close() {
        arena.close();
    }

    private void flip(long address) {
        long offset = address - memory.address();
        memory.set(JAVA_BYTE, offset, (byte) ~memory.get(JAVA_BYTE, offset));
    }

    @Test
    @DisplayName("see each byte that is changed behind a block, whatever its size and its room")
    void seeEachByte() {
        Random random = new Random(SEED);
        for (int round = 0; round < 2_000; round++) {
            long room = 16 + 8L * random.nextInt(round % 10 == 0 ? 1_000 : 20);
            long byteSize = 1 + random.nextLong(room - Canaries.SEAL_BYTES);
            canaries.place(block, byteSize, room);
            assertThat(canaries.damageBehind(block, byteSize, room)).isEqualTo(-1);
            if (byteSize < room - Canaries.SEAL_BYTES) {
                long damaged = byteSize + random.nextLong(room - Canaries.SEAL_BYTES - byteSize);
                flip(block + damaged);
                assertThat(canaries.damageBehind(block, byteSize, room))
                        .as("seed %d: %d bytes in %d", SEED, byteSize, room).isEqualTo(damaged);
            }
        }
        assertThat(memory.get(JAVA_BYTE, ROOM - 1)).as("before").isEqualTo((byte) 1);
    }

    @Test
    @DisplayName("see each byte that is changed in a freed block")
    void seeWritesAfterFree() {
        Random random = new Random(SEED);
        for (int round = 0; round < 500; round++) {
            long room = 16 + 8L * random.nextInt(1_200);
            canaries.fillFreed(block, room);
            assertThat(canaries.damageInFreed(block, room)).isEqualTo(-1);
            assertThat(memory.get(JAVA_BYTE, ROOM)).isEqualTo(Canaries.FREED_FILL);
            long damaged = random.nextLong(room - Canaries.SEAL_BYTES);
            flip(block + damaged);
            assertThat(canaries.damageInFreed(block, room)).as("seed %d: in %d", SEED, room).isEqualTo(damaged);
        }
        assertThat(memory.get(JAVA_BYTE, ROOM - 1)).as("before").isEqualTo((byte) 1);
    }

    @Test
    @DisplayName("zero exactly what they are told to")
    void zero() {
        for (int byteSize : new int[] {0, 1, 7, 4095, 4096, 4097, 9_000}) {
            memory.fill((byte) 1);
            canaries.zero(block, 3, 3 + byteSize);
            for (int offset = 0; offset < ROOM; offset++) {
                byte expected = (byte) (offset >= 3 && offset < 3 + byteSize ? 0 : 1);
                assertThat(memory.get(JAVA_BYTE, ROOM + offset)).isEqualTo(expected);
            }
        }
    }

    @Test
    @DisplayName("seal sizes and states, at their own address only, and move by one compare-and-set")
    void seal() {
        for (State state : new State[] {State.HELD, State.FREED, State.CONDEMNED}) {
            for (long byteSize : new long[] {1, 8, 100, 992}) {
                canaries.seal(block, 1_000, state, byteSize);
                long seal = canaries.seal(block, 1_000);
                assertThat((byte) seal).as("a string's end is seen").isNotZero();
                assertThat(canaries.stateOf(seal, block, 1_000)).isEqualTo(state);
                assertThat(canaries.sizeOf(seal, block)).isEqualTo(byteSize);
                assertThat(canaries.stateOf(seal, block + 1_000, 1_000)).isEqualTo(State.BROKEN);
                assertThat(canaries.stateOf(seal ^ 1L << 40, block, 1_000)).isEqualTo(State.BROKEN);
                assertThat(new Canaries(memory).stateOf(seal, block, 1_000)).isEqualTo(State.BROKEN);
            }
        }
        long seal = canaries.seal(block, 1_000);
        assertThat(canaries.reseal(block, 1_000, seal, State.HELD, 5)).isTrue();
        assertThat(canaries.reseal(block, 1_000, seal, State.FREED, 5)).as("seen before").isFalse();
    }

    @Test
    @DisplayName("do not take a seal for sound that was copied from a block near by")
    void copiedSeals() {
        MemorySegment slots = arena.allocate(1 << 16, 1 << 16);
        Canaries ofSlots = new Canaries(slots);
        for (int room : new int[] {24, 1_000, 1_016, 7_000}) {
            for (int size = 1; size <= room - Canaries.SEAL_BYTES; size++) {
                ofSlots.seal(slots.address(), room, State.HELD, size);
                long seal = ofSlots.seal(slots.address(), room);
                for (int away = 1; away <= 8; away++) {
                    assertThat(ofSlots.stateOf(seal, slots.address() + (long) away * room, room))
                            .as("%d bytes in %d, %d slots away", size, room, away).isEqualTo(State.BROKEN);
                }
            }
        }
    }

    @Test
    @DisplayName("show a few bytes, no further than the block's end")
    void show() {
        canaries.fillFreed(block, 32);
        assertThat(canaries.show(block, 0, 32)).isEqualTo("df df df df df df df df df df df df df df df df");
        assertThat(canaries.show(block, 20, 24)).isEqualTo("df df df df");
    }
}
