package dev.cleave.lab.experiment.gpu;

import dev.cleave.lab.device.DeviceAllocator;
import dev.cleave.lab.device.DeviceLane;
import dev.cleave.lab.device.DeviceMoves;
import dev.cleave.lab.device.DeviceRequest;
import dev.cleave.lab.device.DeviceState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Fills device memory, replaces as many allocations at random as there are, frees a random half, and
 * defragments what is left. With the same seed every allocator gets the same requests in the same
 * order, and has the same live set at the end.
 */
final class HalfFreed {
    /**
     * What was found.
     *
     * @param liveBytes after the replacements
     * @param full after them
     * @param halfBytes live after the half was freed
     * @param half after it was freed
     * @param moves what the defragmentation did
     * @param end after it
     * @param nanos that it took
     */
    record Found(
            long liveBytes,
            DeviceState full,
            long halfBytes,
            DeviceState half,
            DeviceMoves moves,
            DeviceState end,
            long nanos) {}

    private final DeviceAllocator allocator;
    private final List<DeviceRequest> requests;
    private final Random random;
    private final List<Integer> held = new ArrayList<>();

    HalfFreed(DeviceAllocator allocator, List<DeviceRequest> requests, long seed) {
        this.allocator = allocator;
        this.requests = requests;
        random = new Random(seed);
    }

    /**
     * Runs it all and frees everything.
     *
     * @param liveBytes about what is live when all is full
     * @throws IllegalStateException when the device has not so much
     */
    Found run(long liveBytes) {
        int count = count(liveBytes);
        try (DeviceLane lane = allocator.lane(requests, count)) {
            for (int slot = 0; slot < count; slot++) {
                held.add(allocate(lane, slot));
            }
            for (int each = 0; each < count; each++) {
                int slot = random.nextInt(count);
                lane.free(slot);
                held.set(slot, allocate(lane, slot));
            }
            long full = bytes(slots(count));
            DeviceState fullState = allocator.state();
            List<Integer> slots = slots(count);
            Collections.shuffle(slots, random);
            slots.subList(0, count / 2).forEach(lane::free);
            List<Integer> left = slots.subList(count / 2, count);
            DeviceState half = allocator.state();
            long begin = System.nanoTime();
            DeviceMoves moves = allocator.defragment();
            long nanos = System.nanoTime() - begin;
            Found found = new Found(full, fullState, bytes(left), half, moves, allocator.state(), nanos);
            left.forEach(lane::free);
            return found;
        }
    }

    private int count(long liveBytes) {
        double mean = requests.stream().mapToLong(DeviceRequest::byteSize).average().orElseThrow();
        return (int) Math.max(2, Math.round(liveBytes / mean));
    }

    private int allocate(DeviceLane lane, int slot) {
        int request = random.nextInt(requests.size());
        if (!lane.allocate(request, slot)) {
            throw new IllegalStateException("the device has no room for " + requests.get(request) + " more");
        }
        return request;
    }

    private long bytes(List<Integer> slots) {
        return slots.stream().mapToLong(slot -> requests.get(held.get(slot)).byteSize()).sum();
    }

    private static List<Integer> slots(int count) {
        List<Integer> slots = new ArrayList<>();
        for (int slot = 0; slot < count; slot++) {
            slots.add(slot);
        }
        return slots;
    }
}
