package dev.cleave.lab.experiment.occupancy;

import dev.cleave.gpu.occupancy.Launch;
import java.util.List;

/**
 * A kernel as real programs launch it.
 *
 * @param name what it computes, and on which tile
 * @param launch what a block of it needs
 */
record CatalogueKernel(String name, Launch launch) {
    /**
     * The catalogue. Shared memory follows from the tile: padded against bank conflicts, with its
     * halo, in bytes of its type; threads and registers are what compilers come to for such loops.
     */
    static final List<CatalogueKernel> ALL = List.of(
            of("transpose 32x33 float", 256, 16, 32 * 33 * 4),
            of("reduce 8x33 float", 256, 20, 8 * 33 * 4),
            of("scan 2x264 float", 256, 24, 2 * 264 * 4),
            of("histogram 8x257 int", 256, 24, 8 * 257 * 4),
            of("stencil 34x34 float", 256, 32, 34 * 34 * 4),
            of("stencil 18x18x10 float", 256, 40, 18 * 18 * 10 * 4),
            of("spmv 776 float", 128, 32, 776 * 4),
            of("fft 1088 complex", 128, 56, 1088 * 8),
            of("sort 2048+32 pairs", 256, 40, 2080 * 8),
            of("matmul 2x32x33 float", 256, 40, 2 * 32 * 33 * 4),
            of("matmul 4x132x8 float", 256, 128, 4 * 132 * 8 * 4),
            of("convolution 2x36x36x3 float", 256, 64, 2 * 36 * 36 * 3 * 4),
            of("attention 3x64x72 half", 128, 128, 3 * 64 * 72 * 2),
            of("attention 4x64x136 half", 128, 168, 4 * 64 * 136 * 2));

    private static CatalogueKernel of(String name, int threads, int registers, int shared) {
        return new CatalogueKernel(name, new Launch(threads, registers, 0, shared));
    }
}
