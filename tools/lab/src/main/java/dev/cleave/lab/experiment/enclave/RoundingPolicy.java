package dev.cleave.lab.experiment.enclave;

import dev.cleave.guard.enclave.ClassBoundaries;
import dev.cleave.guard.enclave.EnclavePoolBuilder;
import dev.cleave.guard.enclave.SizeHistogram;

/** How an allocator rounds sizes. */
enum RoundingPolicy {
    /** Powers of two, whatever the size: the plain buddy system. */
    POWERS_OF_TWO("powers of two") {
        @Override
        EnclavePoolBuilder set(EnclavePoolBuilder builder, EnclaveLoad load) {
            return builder.classes(ClassBoundaries.powersOfTwo()).slabPages(1);
        }

        @Override
        long large(long bytes) {
            return Long.highestOneBit(bytes - 1) << 1;
        }
    },

    /** Four classes a doubling, whatever the size: jemalloc. */
    FOUR_A_DOUBLING("jemalloc-like") {
        @Override
        EnclavePoolBuilder set(EnclavePoolBuilder builder, EnclaveLoad load) {
            return builder.classes(ClassBoundaries.fourADoubling(16)).slabPages(8);
        }

        @Override
        long large(long bytes) {
            long step = Long.highestOneBit(bytes - 1) >>> 2;
            return (bytes + step - 1) / step * step;
        }
    },

    /** The best classes for the load's own sizes, known beforehand. */
    HISTOGRAM("histogram") {
        @Override
        EnclavePoolBuilder set(EnclavePoolBuilder builder, EnclaveLoad load) {
            return builder.classes(ClassBoundaries.optimal(sizesOf(load), CLASSES, SLAB_PAGES)).slabPages(SLAB_PAGES);
        }

        @Override
        long large(long bytes) {
            return bytes;
        }
    },

    /** Classes that are learned while the load runs. */
    LEARNED("learned") {
        @Override
        EnclavePoolBuilder set(EnclavePoolBuilder builder, EnclaveLoad load) {
            return builder.learn(ClassBoundaries.eightADoubling(GRAIN), CLASSES).slabPages(SLAB_PAGES);
        }

        @Override
        long large(long bytes) {
            return bytes;
        }
    };

    static final int PAGE_BYTES = 4096;
    private static final int CLASSES = 64;
    private static final int SLAB_PAGES = 8;
    private static final int GRAIN = 4;

    private final String label;

    RoundingPolicy(String label) {
        this.label = label;
    }

    /** What users call it. */
    String label() {
        return label;
    }

    /** A pool's settings of classes. */
    abstract EnclavePoolBuilder set(EnclavePoolBuilder builder, EnclaveLoad load);

    /** What a size above a page is rounded to before the pool is asked. */
    abstract long large(long bytes);

    private static SizeHistogram sizesOf(EnclaveLoad load) {
        SizeHistogram sizes = new SizeHistogram(GRAIN);
        load.play(new EnclaveLoad.Player() {
            @Override
            public void allocate(int object, long bytes) {
                int inSlot = (int) (bytes <= PAGE_BYTES ? bytes : bytes % PAGE_BYTES);
                if (inSlot > 0) {
                    sizes.add(inSlot);
                }
            }

            @Override
            public void read(int object) {}

            @Override
            public void free(int object) {}

            @Override
            public void peak() {}
        });
        return sizes;
    }
}
