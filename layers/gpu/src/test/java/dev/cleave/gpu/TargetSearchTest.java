package dev.cleave.gpu;

import static dev.cleave.gpu.DeviceDouble.DEVICE_LOCAL;
import static dev.cleave.gpu.DeviceDouble.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The search for second places")
class TargetSearchTest {
    private static final int IN_A_BLOCK = 8;
    private static final long EIGHTH = MIB / IN_A_BLOCK;

    private final DeviceHeap heap =
            DeviceHeap.over(new DeviceDouble(64 * MIB)).pools(pool -> pool.blocksOf(MIB)).build();
    private final List<DeviceAllocation> filled = new ArrayList<>();
    private final List<DeviceAllocation> found = new ArrayList<>();
    private TargetSearch search;

    /** Two blocks that are full. */
    @BeforeEach
    void fill() {
        for (int i = 0; i < 2 * IN_A_BLOCK; i++) {
            filled.add(heap.allocate(AllocationRequest.of(EIGHTH).type(DEVICE_LOCAL)));
        }
        search = new TargetSearch(
                List.of(filled.getFirst().heapBlock(), filled.getLast().heapBlock()));
    }

    @AfterEach
    void close() {
        found.forEach(DeviceAllocation::endPending);
        filled.forEach(heap::free);
        heap.close();
    }

    private DeviceAllocation source(long byteSize) {
        DeviceAllocation source = heap.allocate(AllocationRequest.of(byteSize).type(DEVICE_LOCAL));
        filled.add(source);
        return source;
    }

    private DeviceAllocation find(DeviceAllocation source) {
        DeviceAllocation target = Objects.requireNonNull(search.find(source));
        found.add(target);
        return target;
    }

    @Test
    @DisplayName("finds the first block with room, and goes on where the one before found its place")
    void goesOn() {
        DeviceAllocation source = source(EIGHTH);
        heap.free(filled.remove(3));
        heap.free(filled.remove(IN_A_BLOCK + 2));
        assertThat(find(source).heapBlock()).isEqualTo(filled.getFirst().heapBlock());
        assertThat(find(source).heapBlock()).isNotEqualTo(filled.getFirst().heapBlock());
        assertThat(search.find(source)).as("both are full").isNull();
        heap.free(filled.removeFirst());
        assertThat(search.find(source)).as("it does not look again for a like one").isNull();
    }

    @Test
    @DisplayName("begins anew for one of another size")
    void beginsAnew() {
        DeviceAllocation large = source(EIGHTH);
        DeviceAllocation small = source(EIGHTH / 2);
        assertThat(search.find(large)).isNull();
        DeviceAllocation freed = filled.remove(3);
        heap.free(freed);
        DeviceAllocation target = find(small);
        assertThat(target.offset()).isEqualTo(freed.offset());
        assertThat(target.state()).isEqualTo(AllocationState.PENDING);
        assertThat(search.find(large)).as("half of the hole is taken").isNull();
    }
}
