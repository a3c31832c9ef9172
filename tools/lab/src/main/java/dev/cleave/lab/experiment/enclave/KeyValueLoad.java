package dev.cleave.lab.experiment.enclave;

import java.util.SplittableRandom;

/**
 * A key-value store: as many entries as fill a size, most of them read, some replaced by values of
 * another size. Values are as long as those of Facebook's ETC pool are: a generalized Pareto
 * distribution (Atikoglu et al., <i>Workload Analysis of a Large-Scale Key-Value Store</i>,
 * SIGMETRICS 2012, section 5), with {@value #HEAD_BYTES} bytes of key and head. Few are popular: the
 * rank follows a power law.
 */
final class KeyValueLoad implements EnclaveLoad {
    private static final int HEAD_BYTES = 40;
    private static final double SCALE = 214.476;
    private static final double SHAPE = 0.348238;
    private static final int MOST_VALUE = 64 << 10;
    private static final int ACCESSES_AN_ENTRY = 4;

    /** One access in so many replaces the entry. */
    private static final int REPLACED = 10;

    /** The popularity: a rank is drawn as a uniform number to this power. */
    private static final int STEEPNESS = 4;

    private final long seed;
    private final long fillBytes;
    private final int entries;
    private long peakBytes;

    /** @param fillBytes of all entries at first, about */
    KeyValueLoad(long seed, long fillBytes) {
        this.seed = seed;
        this.fillBytes = fillBytes;
        SplittableRandom random = new SplittableRandom(seed);
        int count = 0;
        for (long bytes = 0; bytes < fillBytes; count++) {
            bytes += size(random);
        }
        entries = count;
        play(new LiveBytes());
    }

    private static int size(SplittableRandom random) {
        double uniform = random.nextDouble();
        double value = SCALE * (Math.pow(1 - uniform, -SHAPE) - 1) / SHAPE;
        return HEAD_BYTES + (int) Math.min(MOST_VALUE, 1 + value);
    }

    @Override
    public String name() {
        return "key-value";
    }

    @Override
    public long peakBytes() {
        return peakBytes;
    }

    @Override
    public int objects() {
        return entries;
    }

    @Override
    public void play(Player player) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int each = 0; each < entries; each++) {
            player.allocate(each, size(random));
        }
        for (long access = 0; access < (long) ACCESSES_AN_ENTRY * entries; access++) {
            int entry = (int) (entries * Math.pow(random.nextDouble(), STEEPNESS));
            if (random.nextInt(REPLACED) == 0) {
                player.free(entry);
                player.allocate(entry, size(random));
            } else {
                player.read(entry);
            }
        }
        player.peak();
    }

    /** Finds how many bytes are live at most. */
    private final class LiveBytes implements Player {
        private final int[] sizes = new int[entries];
        private long live;

        @Override
        public void allocate(int object, long bytes) {
            sizes[object] = (int) bytes;
            live += bytes;
            peakBytes = Math.max(peakBytes, live);
        }

        @Override
        public void read(int object) {}

        @Override
        public void free(int object) {
            live -= sizes[object];
        }

        @Override
        public void peak() {}
    }

    @Override
    public String toString() {
        return name() + " of " + fillBytes + " bytes";
    }
}
