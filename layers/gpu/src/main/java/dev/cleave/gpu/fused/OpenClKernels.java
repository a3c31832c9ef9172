package dev.cleave.gpu.fused;

import dev.cleave.gpu.opencl.KernelSource;
import dev.cleave.gpu.opencl.OpenClBuffer;
import dev.cleave.gpu.opencl.OpenClContext;
import dev.cleave.gpu.opencl.OpenClKernel;
import dev.cleave.gpu.opencl.OpenClProgram;
import dev.cleave.gpu.tensor.ElementType;
import dev.cleave.gpu.tensor.HostMemory;
import dev.cleave.gpu.tensor.HostTensors;
import dev.cleave.gpu.tensor.Piece;
import dev.cleave.gpu.tensor.PieceTensor;
import dev.cleave.gpu.tensor.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Kernels that an OpenCL device runs, over memory of its own.
 *
 * <p>A launch reads the pieces of one buffer. Pieces that lie in several buffers are read by one
 * launch after another, each of which goes on with the sums of the one before: so the order in which
 * an element is added up, and with it its bits, are the same.
 *
 * <p>Devices that treat numbers smaller than 2<sup>-126</sup> as 0 give other bits for those.
 */
public final class OpenClKernels implements LayerKernels<OpenClMemory>, AutoCloseable {
    private static final int OUTPUTS_AT_ONCE = 4;
    private static final long MOST_PIXELS_A_GROUP = 64;

    private final OpenClContext context;
    private final OpenClProgram program;
    private final OpenClKernel pointwise;
    private final OpenClKernel spatial;
    private final OpenClKernel materialize;
    private final OpenClKernel sums;
    private final OpenClKernel means;

    /**
     * Compiles them.
     *
     * @param context stays open when these are closed
     * @throws dev.cleave.gpu.opencl.OpenClException where the device's compiler refuses
     */
    public OpenClKernels(OpenClContext context) {
        this.context = context;
        program = context.compile(KernelSource.beside(OpenClKernels.class, "layers.cl"), "-cl-std=CL1.2");
        pointwise = program.kernel("pointwise");
        spatial = program.kernel("spatial");
        materialize = program.kernel("materialize");
        sums = program.kernel("sums");
        means = program.kernel("means");
    }

    @Override
    public String name() {
        return "opencl";
    }

    @Override
    public PieceTensor<OpenClMemory> allocate(Shape shape) {
        long bytes = Math.multiplyExact(shape.elements(), (long) Float.BYTES);
        return PieceTensor.of(ElementType.FLOAT32, shape, new OpenClMemory(context.buffer(bytes)));
    }

    @Override
    public void free(PieceTensor<OpenClMemory> maps) {
        maps.pieces().getFirst().memory().buffer().close();
    }

    /** Copies feature maps to the device, into new ones. */
    public PieceTensor<OpenClMemory> upload(PieceTensor<HostMemory> maps) {
        PieceTensor<OpenClMemory> copy = allocate(maps.shape());
        long[] at = new long[1];
        maps.forEachRun((memory, byteOffset, elements) -> {
            long bytes = elements * Float.BYTES;
            copy.pieces().getFirst().memory().buffer().write(at[0], memory.segment().asSlice(byteOffset, bytes));
            at[0] += bytes;
        });
        return copy;
    }

    /** Copies feature maps from the device, into dense ones that live as long as the arena. */
    public PieceTensor<HostMemory> download(PieceTensor<OpenClMemory> maps, Arena arena) {
        PieceTensor<HostMemory> copy = HostTensors.allocate(arena, ElementType.FLOAT32, maps.shape());
        MemorySegment bytes = copy.pieces().getFirst().memory().segment();
        long[] at = new long[1];
        maps.forEachRun((memory, byteOffset, elements) -> {
            memory.buffer().read(byteOffset, bytes.asSlice(at[0], elements * Float.BYTES));
            at[0] += elements * Float.BYTES;
        });
        return copy;
    }

    @Override
    public Statistics statistics(PieceTensor<OpenClMemory> input) {
        LayerChecks.requireMaps("an input", input);
        int channels = LayerChecks.channels(input.shape());
        int images = Math.toIntExact(input.shape().extent(0));
        int pixels = LayerChecks.pixels(input.shape());
        float inverse = 1f / ((float) images * pixels);
        try (ChannelTable table = new ChannelTable(context, input, Normalization.IDENTITY);
                OpenClBuffer mean = figures(channels);
                OpenClBuffer variance = figures(channels);
                OpenClBuffer partial = figures(Math.multiplyExact(channels, images))) {
            average(table, mean, partial, mean, images, pixels, inverse, 0);
            average(table, mean, partial, variance, images, pixels, inverse, 1);
            return new Statistics(read(mean, channels), read(variance, channels));
        }
    }

    private void average(ChannelTable table, OpenClBuffer mean, OpenClBuffer partial, OpenClBuffer result, int images,
            int pixels, float inverse, int squared) {
        for (ChannelTable.Part part : table.parts()) {
            sums.buffer(0, part.buffer()).buffer(1, table.starts()).buffer(2, table.strides()).buffer(3, mean)
                    .buffer(4, partial).integer(5, part.first()).integer(6, images).integer(7, pixels)
                    .integer(8, squared);
            sums.launch(new long[] {part.end() - part.first(), images}, new long[] {1, 1});
        }
        means.buffer(0, partial).buffer(1, result).integer(2, images).real(3, inverse);
        means.launch(table.channels(), 1);
    }

    @Override
    public void convolve(PieceTensor<OpenClMemory> input, Normalization normalization, Weights weights,
            PieceTensor<OpenClMemory> output) {
        LayerChecks.requireConvolution(input, normalization, weights, output);
        int height = Math.toIntExact(input.shape().extent(2));
        int width = Math.toIntExact(input.shape().extent(3));
        boolean point = weights.side() == 1;
        OpenClKernel kernel = point ? pointwise : spatial;
        try (ChannelTable table = new ChannelTable(context, input, normalization);
                OpenClBuffer values = ChannelTable.upload(context, weights.values())) {
            for (ChannelTable.Part part : table.parts()) {
                setInput(kernel, table, part).buffer(5, values);
                setOutput(kernel, 6, output).integer(8, part.first()).integer(9, part.end())
                        .integer(10, weights.inputs()).integer(11, weights.outputs());
                int normalized = normalization.isIdentity() ? 0 : 1;
                if (point) {
                    kernel.integer(12, height * width).integer(13, normalized);
                } else {
                    kernel.integer(12, height).integer(13, width).integer(14, normalized);
                }
                launch(kernel, LayerChecks.pixels(input.shape()),
                        point ? Math.ceilDiv(weights.outputs(), OUTPUTS_AT_ONCE) : weights.outputs(),
                        input.shape().extent(0));
            }
            context.finish();
        }
    }

    @Override
    public void materialize(
            PieceTensor<OpenClMemory> input, Normalization normalization, PieceTensor<OpenClMemory> output) {
        int channels = LayerChecks.channels(input.shape());
        LayerChecks.requireOutput(input, normalization, output, channels);
        int pixels = LayerChecks.pixels(input.shape());
        try (ChannelTable table = new ChannelTable(context, input, normalization)) {
            for (ChannelTable.Part part : table.parts()) {
                setOutput(setInput(materialize, table, part), 5, output).integer(7, part.first())
                        .integer(8, channels).integer(9, pixels).integer(10, normalization.isIdentity() ? 0 : 1);
                launch(materialize, pixels, part.end() - part.first(), input.shape().extent(0));
            }
            context.finish();
        }
    }

    private static OpenClKernel setInput(OpenClKernel kernel, ChannelTable table, ChannelTable.Part part) {
        return kernel.buffer(0, part.buffer()).buffer(1, table.starts()).buffer(2, table.strides())
                .buffer(3, table.scales()).buffer(4, table.shifts());
    }

    private static OpenClKernel setOutput(OpenClKernel kernel, int index, PieceTensor<OpenClMemory> output) {
        Piece<OpenClMemory> piece = output.pieces().getFirst();
        return kernel.buffer(index, piece.memory().buffer())
                .longInteger(index + 1, piece.byteOffset() / Float.BYTES);
    }

    /** A work-item for each pixel, in groups that may reach behind the last. */
    private static void launch(OpenClKernel kernel, long pixels, long rows, long images) {
        long group = Math.min(MOST_PIXELS_A_GROUP, kernel.workGroupSize());
        kernel.launch(new long[] {Math.ceilDiv(pixels, group) * group, rows, images}, new long[] {group, 1, 1});
    }

    private OpenClBuffer figures(int count) {
        return context.buffer((long) count * Float.BYTES);
    }

    private static float[] read(OpenClBuffer buffer, int count) {
        float[] figures = new float[count];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(ValueLayout.JAVA_FLOAT, count);
            buffer.read(0, bytes);
            MemorySegment.copy(bytes, ValueLayout.JAVA_FLOAT, 0, figures, 0, count);
        }
        return figures;
    }

    /** Gives program and kernels back; feature maps stay. */
    @Override
    public void close() {
        for (OpenClKernel kernel : new OpenClKernel[] {pointwise, spatial, materialize, sums, means}) {
            kernel.close();
        }
        program.close();
    }
}
