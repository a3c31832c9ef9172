package dev.cleave.examples.gpu;

import dev.cleave.gpu.Defragmentation;
import dev.cleave.gpu.DefragmentationSettings;
import dev.cleave.gpu.DeviceHeap;
import dev.cleave.gpu.DeviceUsage;
import dev.cleave.gpu.NoDeviceException;
import dev.cleave.gpu.vulkan.VulkanContext;
import dev.cleave.gpu.vulkan.VulkanDevices;
import dev.cleave.gpu.vulkan.VulkanMemory;
import java.io.PrintWriter;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the example. */
@Command(
        name = "gpu-frames",
        mixinStandardHelpOptions = true,
        description = "Uploads meshes frame by frame, drops half of them, and defragments the device's memory.")
final class GpuFrames implements Callable<Integer> {
    private static final int MOST = 1_000;
    private static final int MESHES_A_FRAME = 4;
    private static final int LEAST_BYTES = 64 << 10;
    private static final int MOST_BYTES = 2 << 20;
    private static final long BYTES_A_PASS = 16 << 20;
    private static final int MOVES_A_PASS = 64;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--frames",
            paramLabel = "FRAMES",
            defaultValue = "30",
            description = "How many frames, each of four meshes, 1 to 1,000; 30 unless told.")
    private int frames;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = VulkanDevices.ANY,
            description = "A kind of device as discrete-gpu or cpu, an index, or a part of a name; the best unless told.")
    private String device = VulkanDevices.ANY;

    @Override
    public Integer call() {
        if (frames < 1 || frames > MOST) {
            throw new ParameterException(spec.commandLine(),
                    "--frames %,d: it must be from 1 to %,d".formatted(frames, MOST));
        }
        PrintWriter out = spec.commandLine().getOut();
        try (VulkanContext context = VulkanContext.open(device);
                VulkanMemory memory = VulkanMemory.of(context);
                DeviceHeap heap = DeviceHeap.of(memory)) {
            out.println("device       " + memory.info().name());
            run(heap, new Meshes(memory, heap), out);
        } catch (NoDeviceException none) {
            out.println("skipped      " + none.getMessage());
        }
        out.flush();
        return 0;
    }

    private void run(DeviceHeap heap, Meshes meshes, PrintWriter out) {
        Random random = new Random(1);
        for (int frame = 0; frame < frames; frame++) {
            for (int mesh = 0; mesh < MESHES_A_FRAME; mesh++) {
                long words = random.nextInt(LEAST_BYTES, MOST_BYTES) / Integer.BYTES;
                meshes.add(frame * MESHES_A_FRAME + mesh, words * Integer.BYTES);
            }
            heap.completeFrees();
        }
        report("all", heap, out);
        dropHalf(meshes, random);
        report("half", heap, out);
        defragment(heap, out);
        report("defragmented", heap, out);
        List<Integer> left = meshes.names();
        left.forEach(meshes::check);
        out.printf("read back    %d meshes, each as it was uploaded%n", left.size());
        left.forEach(meshes::remove);
    }

    private static void dropHalf(Meshes meshes, Random random) {
        List<Integer> names = meshes.names();
        Collections.shuffle(names, random);
        names.subList(0, names.size() / 2).forEach(meshes::remove);
    }

    /** A pass copies 16 MiB at most: a program that draws does one in a frame. */
    private static void defragment(DeviceHeap heap, PrintWriter out) {
        int passes = 0;
        try (Defragmentation work = heap.defragment(DefragmentationSettings.ofPass(BYTES_A_PASS, MOVES_A_PASS))) {
            while (work.runPass(moved -> {})) { // whoever has resources bound binds new ones
                passes++;
            }
            out.printf("moved        %d meshes, %,d bytes, in %d passes%n", work.result().moves(),
                    work.result().bytesMoved(), passes);
        }
        heap.trim();
    }

    private static void report(String when, DeviceHeap heap, PrintWriter out) {
        heap.completeFrees();
        DeviceUsage usage = heap.snapshot().usage();
        out.printf("%-12s %d allocations of %,d bytes in %d blocks of %,d; %d frees wait for a fence%n", when,
                usage.allocations(), usage.allocationBytes(), usage.blocks(), usage.blockBytes(), heap.pendingFrees());
    }

    static void main(String... arguments) {
        System.exit(new CommandLine(new GpuFrames()).execute(arguments));
    }
}
