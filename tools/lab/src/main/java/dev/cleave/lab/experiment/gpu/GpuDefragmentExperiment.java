package dev.cleave.lab.experiment.gpu;

import dev.cleave.lab.device.DeviceAllocator;
import dev.cleave.lab.device.DeviceAllocatorKind;
import dev.cleave.lab.device.DeviceMix;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code lab gpu-defragment}: device heaps beside VulkanMemoryAllocator, in memory and in moves. */
public final class GpuDefragmentExperiment implements Experiment {
    private static final long USUAL_LIVE = 256L << 20;
    private static final long LEAST_LIVE = 1L << 20;
    private static final long MOST_LIVE = 8L << 30;

    /** Small ones are so many that VulkanMemoryAllocator's full algorithm takes minutes for all of the region. */
    private static final long SMALL_SHARE = 4;

    @Override
    public String name() {
        return "gpu-defragment";
    }

    @Override
    public String question() {
        return "What of a graphics card's memory is reserved for what is live, and what does it take to defragment it?";
    }

    @Override
    public String explanation() {
        return """
                Buffers and images of the sizes of VulkanMemoryAllocator's own tests, small ones, large ones, and both, about
                as many bytes as the region has, a quarter of that of small ones, are allocated, as many of them replaced at
                random, and a random half freed; then the heap is defragmented, with no limit to a pass: by VulkanMemoryAllocator's
                full algorithm, and by Cleave's usual settings, which stop where a block frees too little for what is copied.
                Both allocators get the same requests in the same order on the same Vulkan device. blocks and reservedBytes
                are the device memory that is taken: with all live, with half of that live, and at the end. bytesCopied is
                what the device would have to copy for the moves; nothing is copied here. millis is what planning and ending
                the passes takes.""";
    }

    @Override
    public List<String> cases() {
        return List.of(DeviceMix.values()).stream().map(DeviceMix::label).toList();
    }

    @Override
    public List<String> allocators() {
        return List.of(DeviceAllocatorKind.values()).stream().map(DeviceAllocatorKind::label).toList();
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        long live = settings.region(USUAL_LIVE, LEAST_LIVE, MOST_LIVE, 1, "1MiB to 8GiB for this experiment");
        settings.requireOneThread();
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("regionBytes", live);
        parameters.put("seed", settings.seed());
        Optional<String> refusal = DeviceAllocatorKind.refusal();
        if (refusal.isPresent()) {
            parameters.put("notRun", refusal.get());
            return new ExperimentResult(name(), parameters, List.of());
        }
        List<DeviceMix> mixes = List.of(DeviceMix.values()).stream()
                .filter(mix -> settings.cases().isEmpty() || settings.cases().contains(mix.label()))
                .toList();
        List<DeviceAllocatorKind> kinds = List.of(DeviceAllocatorKind.values()).stream()
                .filter(kind -> settings.allocators().isEmpty() || settings.allocators().contains(kind.label()))
                .toList();
        List<Map<String, Object>> rows = new ArrayList<>();
        int steps = mixes.size() * kinds.size();
        for (DeviceMix mix : mixes) {
            for (DeviceAllocatorKind kind : kinds) {
                progress.advance(mix.label() + ", " + kind.label(), rows.size(), steps);
                rows.add(row(mix, kind, mix == DeviceMix.SMALL ? live / SMALL_SHARE : live, settings.seed()));
            }
        }
        progress.advance("done", steps, steps);
        return new ExperimentResult(name(), parameters, rows);
    }

    private static Map<String, Object> row(DeviceMix mix, DeviceAllocatorKind kind, long liveBytes, long seed) {
        HalfFreed.Found found;
        try (DeviceAllocator allocator = kind.open()) {
            found = new HalfFreed(allocator, mix.requests(allocator.needs()), seed).run(liveBytes);
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("mix", mix.label());
        row.put("allocator", kind.label());
        row.put("liveBytes", found.liveBytes());
        row.put("blocks", found.full().blocks());
        row.put("reservedBytes", found.full().reservedBytes());
        row.put("halfLiveBytes", found.halfBytes());
        row.put("halfBlocks", found.half().blocks());
        row.put("halfReservedBytes", found.half().reservedBytes());
        row.put("moves", found.moves().moves());
        row.put("bytesCopied", found.moves().bytesCopied());
        row.put("endBlocks", found.end().blocks());
        row.put("endReservedBytes", found.end().reservedBytes());
        row.put("millis", Math.round(found.nanos() / 1e4) / 100.0);
        return row;
    }
}
