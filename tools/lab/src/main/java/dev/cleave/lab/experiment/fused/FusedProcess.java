package dev.cleave.lab.experiment.fused;

import dev.cleave.gpu.fused.HostKernels;
import dev.cleave.gpu.fused.LayerKernels;
import dev.cleave.gpu.fused.OpenClKernels;
import dev.cleave.gpu.fused.OpenClMemory;
import dev.cleave.gpu.opencl.OpenClContext;
import dev.cleave.gpu.opencl.OpenClDevice;
import dev.cleave.gpu.opencl.OpenClDevices;
import dev.cleave.gpu.tensor.ElementType;
import dev.cleave.gpu.tensor.HostMemory;
import dev.cleave.gpu.tensor.HostTensors;
import dev.cleave.gpu.tensor.PieceTensor;
import dev.cleave.lab.jvm.ChildMain;
import dev.cleave.memory.Pool;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/** The JVM in which kernels run: it says how many rows will come, and each row, followed by {@link #DONE}. */
final class FusedProcess {
    static final String DONE = "done";
    static final String ROWS = "rows ";
    static final String ROW = "row ";

    private FusedProcess() {}

    /** Arguments: images, repetitions, seed. */
    public static void main(String[] arguments) {
        ChildMain.run(out -> run(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]),
                Long.parseLong(arguments[2]), out));
        System.exit(0);
    }

    private static void run(int images, int repetitions, long seed, PrintStream out) {
        try (Arena arena = Arena.ofConfined();
                Pool pool = Pool.builder().name("fused").capacity(poolBytes(images)).build()) {
            BlockTrial trial = new BlockTrial(arena, images, repetitions, seed);
            List<LayerKernels<HostMemory>> host = new ArrayList<>(List.of(HostKernels.scalar(pool)));
            HostKernels.vector(pool).ifPresent(host::add);
            List<OpenClDevice> devices = OpenClDevices.list();
            out.println(ROWS + 2 * (host.size() + (devices.isEmpty() ? 0 : 1)));
            out.println(DONE);
            for (LayerKernels<HostMemory> kernels : host) {
                both(out, fused -> trial.run(kernels, fused, trial.input(), made -> copy(made, Arena.ofAuto())));
            }
            if (!devices.isEmpty()) {
                runOnDevice(trial, out);
            }
        }
    }

    private static void runOnDevice(BlockTrial trial, PrintStream out) {
        try (OpenClContext context = OpenClContext.open(OpenClDevices.choose(OpenClDevices.ANY));
                OpenClKernels kernels = new OpenClKernels(context)) {
            PieceTensor<OpenClMemory> input = kernels.upload(trial.input());
            both(out, fused -> trial.run(kernels, fused, input, made -> kernels.download(made, Arena.ofAuto())));
        }
    }

    private interface Run {
        BlockTrial.Row run(boolean fused);
    }

    private static void both(PrintStream out, Run run) {
        for (boolean fused : new boolean[] {false, true}) {
            BlockTrial.Row row = run.run(fused);
            out.println(ROW + row.kernels() + " " + row.way() + " " + row.millis() + " " + row.peakBytes() + " "
                    + row.identical());
            out.println(DONE);
        }
    }

    /** A concatenation holds all channels twice, beside all pieces. */
    private static long poolBytes(int images) {
        long channels = 3L * BlockTrial.BLOCK.outputChannels() + 2L * BlockTrial.BLOCK.bottleneck();
        return channels * BlockTrial.BLOCK.pixels() * Float.BYTES * images + (16L << 20);
    }

    private static PieceTensor<HostMemory> copy(PieceTensor<HostMemory> maps, Arena arena) {
        PieceTensor<HostMemory> copy = HostTensors.allocate(arena, ElementType.FLOAT32, maps.shape());
        HostTensors.copy(maps, copy);
        return copy;
    }
}
