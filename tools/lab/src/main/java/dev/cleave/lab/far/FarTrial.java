package dev.cleave.lab.far;

import dev.cleave.tiers.Tier;
import dev.cleave.tiers.Tier.Transfer;
import dev.cleave.tiers.TierFailedException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * A trial of a tier: objects of one size are written to new places and read, a few at a time. What is
 * read is compared with what was written.
 */
public final class FarTrial {
    private final Tier tier;
    private final int size;
    private final int objects;
    private final int repetitions;
    private final List<Long> places = new ArrayList<>();
    private final byte[] pattern;

    /**
     * A trial; its objects have places from now on.
     *
     * @param size bytes of an object, 8 or more
     * @param objects how many
     * @param repetitions of each measurement, of which the median counts
     * @throws TierFailedException where the tier has no room for them
     */
    public FarTrial(Tier tier, int size, int objects, int repetitions, long seed) {
        this.tier = tier;
        this.size = size;
        this.objects = objects;
        this.repetitions = repetitions;
        this.pattern = new byte[size];
        new Random(seed).nextBytes(pattern);
        takePlaces();
    }

    /** New places: an object that comes to a tier comes to a new one. */
    private void takePlaces() {
        places.forEach(tier::free);
        places.clear();
        for (int each = 0; each < objects; each++) {
            long place = tier.allocate(size);
            if (place == Tier.NO_PLACE) {
                throw new TierFailedException(tier.name(), "has no room for " + objects + " objects of " + size
                        + " bytes: take fewer, or a larger capacity");
            }
            places.add(place);
        }
    }

    /** Writes all objects, then reads them, some at a time: the median of all repetitions of each. */
    public List<FarFigures> run(int threads, int batch) {
        List<FarFigures> writes = new ArrayList<>();
        List<FarFigures> reads = new ArrayList<>();
        for (int repetition = 0; repetition < repetitions; repetition++) {
            List<FarFigures> turn = turn(threads, batch);
            writes.add(turn.getFirst());
            reads.add(turn.getLast());
        }
        return List.of(FarFigures.median(writes), FarFigures.median(reads));
    }

    /** Writes all objects once, then reads them. */
    List<FarFigures> turn(int threads, int batch) {
        takePlaces();
        return List.of(once("write", threads, batch, this::write), once("read", threads, batch, this::read));
    }

    private FarFigures once(String operation, int threads, int batch, Consumer<List<Transfer>> what) {
        long begin = System.nanoTime();
        long[] took = inThreads(threads, part -> move(part, batch, what));
        double seconds = (System.nanoTime() - begin) / 1e9;
        Arrays.sort(took);
        return new FarFigures("cleave", operation, threads, batch, objects, objects / seconds,
                objects * (double) size / seconds, took[took.length / 2] / 1e3,
                took[(int) (took.length * 0.99)] / 1e3);
    }

    private interface Part {
        long[] move(List<Long> places);
    }

    /** How long each call took, of all threads. */
    private long[] inThreads(int threads, Part part) {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<long[]>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                List<Long> own = places.subList(
                        (int) ((long) objects * thread / threads), (int) ((long) objects * (thread + 1) / threads));
                running.add(executor.submit(() -> part.move(own)));
            }
            LongStream all = LongStream.empty();
            for (Future<long[]> each : running) {
                all = LongStream.concat(all, Arrays.stream(each.get()));
            }
            return all.toArray();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof TierFailedException tierFailed) {
                throw tierFailed;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the trial was interrupted", stopped);
        }
    }

    private long[] move(List<Long> own, int batch, Consumer<List<Transfer>> what) {
        long[] took = new long[(own.size() + batch - 1) / batch];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate((long) size * batch, Long.BYTES);
            for (int call = 0; call < took.length; call++) {
                List<Transfer> transfers = new ArrayList<>(batch);
                for (int each = call * batch; each < Math.min(own.size(), (call + 1) * batch); each++) {
                    transfers.add(new Transfer(own.get(each),
                            memory.asSlice((long) size * (each - call * batch), size)));
                }
                long begin = System.nanoTime();
                what.accept(transfers);
                took[call] = System.nanoTime() - begin;
            }
        }
        return took;
    }

    private void write(List<Transfer> transfers) {
        for (Transfer each : transfers) {
            each.memory().copyFrom(MemorySegment.ofArray(pattern));
            each.memory().set(ValueLayout.JAVA_LONG_UNALIGNED, 0, each.place());
        }
        if (transfers.size() == 1) {
            tier.write(transfers.getFirst().place(), 0, transfers.getFirst().memory());
        } else {
            tier.writeAll(transfers);
        }
    }

    private void read(List<Transfer> transfers) {
        if (transfers.size() == 1) {
            tier.read(transfers.getFirst().place(), 0, transfers.getFirst().memory());
        } else {
            tier.readAll(transfers);
        }
        for (Transfer each : transfers) {
            long found = each.memory().get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
            if (found != each.place()) {
                throw new TierFailedException(tier.name(), "gave back other bytes than were written",
                        List.of(each.place()));
            }
        }
    }
}
