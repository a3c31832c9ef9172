package dev.cleave.lab.bench;

import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.CacheStore;
import java.util.Optional;
import java.util.OptionalLong;

/** What is done with caches, in which all that is asked for fits. */
enum CacheWork implements ByteWork {
    /** Reads alone. */
    READ(100),
    /** Mostly reads. */
    READ_95(95),
    /** As many writes. */
    READ_50(50),
    /** Mostly reads, of values of very different sizes. */
    MIXED(95) {
        @Override
        public OptionalLong usualBytes() {
            return OptionalLong.empty();
        }

        @Override
        long[] sizes(Trial trial) {
            return SizedHold.logUniform(MIXED_LEAST, MIXED_MOST, MIXED_SIZES);
        }
    };

    private static final long USUAL_BYTES = 100;
    private static final long MIXED_LEAST = 16;
    private static final long MIXED_MOST = 64 << 10;
    private static final int MIXED_SIZES = 1_021;

    private final int readPercent;

    CacheWork(int readPercent) {
        this.readPercent = readPercent;
    }

    @Override
    public OptionalLong usualBytes() {
        return OptionalLong.of(USUAL_BYTES);
    }

    long[] sizes(Trial trial) {
        return new long[] {trial.bytes()};
    }

    @Override
    public Crew crew(Trial trial) {
        long mostBytes = trial.settings().heap().liveBytes();
        CacheLoad load = CacheLoad.of(readPercent, sizes(trial), mostBytes);
        return (thread, peer) -> {
            CacheStore cache = peer.cache(mostBytes);
            return new CacheWorker(cache, load, trial.random(thread), thread, trial.threads());
        };
    }

    /** None of the peer's own region. */
    @Override
    public long liveBytes(Trial trial) {
        return 0;
    }

    @Override
    public Manner manner() {
        return Manner.PLAIN;
    }

    @Override
    public Optional<String> refusal(AllocatorName allocator, int threads) {
        return allocator.servesCaches() ? Optional.empty() : Optional.of("it has no cache");
    }
}
