package dev.cleave.lab.experiment.fused;

import dev.cleave.gpu.fused.LayerKernels;
import dev.cleave.gpu.fused.Normalization;
import dev.cleave.gpu.fused.Statistics;
import dev.cleave.gpu.fused.Weights;
import dev.cleave.gpu.tensor.PieceTensor;
import dev.cleave.gpu.tensor.Shape;
import dev.cleave.gpu.tensor.TensorMemory;

/** Kernels whose feature maps are counted: the most bytes that are live at a time. */
final class MeteredKernels<M extends TensorMemory> implements LayerKernels<M> {
    private final LayerKernels<M> kernels;
    private long live;
    private long peak;

    MeteredKernels(LayerKernels<M> kernels) {
        this.kernels = kernels;
    }

    /** The most bytes since the beginning, or since the last call. */
    long takePeak() {
        long most = peak;
        peak = live;
        return most;
    }

    @Override
    public String name() {
        return kernels.name();
    }

    @Override
    public PieceTensor<M> allocate(Shape shape) {
        PieceTensor<M> maps = kernels.allocate(shape);
        live += maps.byteSize();
        peak = Math.max(peak, live);
        return maps;
    }

    @Override
    public void free(PieceTensor<M> maps) {
        live -= maps.byteSize();
        kernels.free(maps);
    }

    @Override
    public Statistics statistics(PieceTensor<M> input) {
        return kernels.statistics(input);
    }

    @Override
    public void convolve(
            PieceTensor<M> input, Normalization normalization, Weights weights, PieceTensor<M> output) {
        kernels.convolve(input, normalization, weights, output);
    }

    @Override
    public void materialize(PieceTensor<M> input, Normalization normalization, PieceTensor<M> output) {
        kernels.materialize(input, normalization, output);
    }
}
