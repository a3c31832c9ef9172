package dev.cleave.examples.gpu;

import dev.cleave.gpu.AllocationRequest;
import dev.cleave.gpu.DeviceAllocation;
import dev.cleave.gpu.DeviceFence;
import dev.cleave.gpu.DeviceHeap;
import dev.cleave.gpu.DeviceMemory;
import dev.cleave.gpu.MemoryProperty;
import dev.cleave.gpu.RangeCopy;
import dev.cleave.gpu.ResourceKind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Meshes in the device's memory, each uploaded by a copy on the device. Not thread-safe. */
final class Meshes {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DeviceMemory memory;
    private final DeviceHeap heap;
    private final Map<Integer, DeviceAllocation> live = new LinkedHashMap<>();

    Meshes(DeviceMemory memory, DeviceHeap heap) {
        this.memory = memory;
        this.heap = heap;
    }

    List<Integer> names() {
        return new ArrayList<>(live.keySet());
    }

    /** The upload's memory is free again when the device has copied it, and not before. */
    void add(int name, long byteSize) {
        DeviceAllocation upload = heap.allocate(staging(byteSize).named("upload " + name));
        MemorySegment bytes = upload.bytes();
        for (long at = 0; at < byteSize; at += Integer.BYTES) {
            bytes.set(ValueLayout.JAVA_INT, at, expected(name, at));
        }
        upload.flush(0, byteSize);
        DeviceAllocation mesh = heap.allocate(AllocationRequest.of(byteSize).kind(ResourceKind.BUFFER)
                .prefer(MemoryProperty.DEVICE_LOCAL).named("mesh " + name));
        DeviceFence uploaded = copy(upload, mesh);
        heap.free(upload, uploaded);
        mesh.guard(uploaded);
        live.put(name, mesh);
    }

    /** A mesh that the device may still write to goes when its guard has passed. */
    void remove(int name) {
        DeviceAllocation gone = live.remove(name);
        if (gone == null) {
            throw new IllegalArgumentException("there is no mesh " + name);
        }
        heap.free(gone);
    }

    /**
     * Reads a mesh back.
     *
     * @throws IllegalStateException where it is not what was uploaded
     */
    void check(int name) {
        DeviceAllocation mesh = live.get(name);
        if (mesh == null) {
            throw new IllegalArgumentException("there is no mesh " + name);
        }
        DeviceAllocation download = heap.allocate(staging(mesh.byteSize()).named("download " + name));
        if (!copy(mesh, download).await(PATIENCE)) {
            throw new IllegalStateException("the device has not copied mesh " + name + " in " + PATIENCE);
        }
        download.invalidate(0, mesh.byteSize());
        MemorySegment bytes = download.bytes();
        for (long at = 0; at < mesh.byteSize(); at += Integer.BYTES) {
            if (bytes.get(ValueLayout.JAVA_INT, at) != expected(name, at)) {
                throw new IllegalStateException("byte " + at + " of mesh " + name + " is not what was uploaded");
            }
        }
        heap.free(download);
    }

    private static AllocationRequest staging(long byteSize) {
        return AllocationRequest.of(byteSize).kind(ResourceKind.BUFFER).require(MemoryProperty.HOST_VISIBLE).mapped();
    }

    private DeviceFence copy(DeviceAllocation source, DeviceAllocation target) {
        return memory.copy(List.of(new RangeCopy(source.block(), source.offset(), target.block(), target.offset(),
                source.byteSize())));
    }

    private static int expected(int name, long at) {
        return name * 31 + (int) at;
    }
}
