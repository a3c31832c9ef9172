package dev.cleave.verify.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Blocks of one thread, each filled with its stamp: two that share a byte are seen.
 *
 * @param <B> what a block is reached by
 */
abstract class Blocks<B> implements Actor {
    private static final int MOST_BLOCKS = 200;
    private static final long FIRST_STAMP = 0x5DEECE66DL;

    private record Held<B>(B block, long byteSize, long stamp) {}

    private final List<Held<B>> held = new ArrayList<>();
    private final long owner;
    private final int mostBytes;
    private long made;

    Blocks(long owner, int mostBytes) {
        this.owner = owner;
        this.mostBytes = mostBytes;
    }

    abstract B allocate(long byteSize) throws Exception;

    abstract void free(B block) throws Exception;

    abstract void fill(B block, long byteSize, long stamp);

    /** Whether all of its bytes are those of its stamp. */
    abstract boolean isStamped(B block, long byteSize, long stamp);

    /** Something else that may be done with a block, which leaves its bytes as they are. */
    void touch(B block, SplittableRandom random) throws Exception {}

    @Override
    public final void step(SplittableRandom random) throws Exception {
        int choice = random.nextInt(100);
        if (held.isEmpty() || choice < 45 && held.size() < MOST_BLOCKS) {
            long byteSize = 1L + random.nextInt(1 << 4 + random.nextInt(Integer.numberOfTrailingZeros(mostBytes) - 3));
            hold(byteSize);
        } else if (choice < 85) {
            free(random.nextInt(held.size()));
        } else {
            touch(held.get(random.nextInt(held.size())).block, random);
        }
    }

    /** What was handed out is filled without failures: half a stamp would look as another's. */
    private void hold(long byteSize) throws Exception {
        B block = allocate(byteSize);
        long stamp = FIRST_STAMP * (owner << 32 | ++made);
        held.add(new Held<>(block, byteSize, stamp));
        SoakRun.withoutFailures(() -> {
            fill(block, byteSize, stamp);
            return block;
        });
    }

    /** A free that fails has freed nothing: the block stays held, and is tried again. */
    private void free(int index) throws Exception {
        Held<B> chosen = held.get(index);
        require(chosen);
        free(chosen.block);
        held.set(index, held.getLast());
        held.removeLast();
    }

    private void require(Held<B> each) {
        Finding.require(isStamped(each.block, each.byteSize, each.stamp),
                name() + ": " + each.block + " of " + each.byteSize + " bytes was written by another");
    }

    /** How many blocks it holds. */
    final int count() {
        return held.size();
    }

    @Override
    public final void verify() {
        held.forEach(this::require);
    }

    @Override
    public final void freeAll() throws Exception {
        while (!held.isEmpty()) {
            free(held.size() - 1);
        }
    }
}
