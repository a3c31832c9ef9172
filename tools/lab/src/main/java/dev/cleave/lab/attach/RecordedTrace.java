package dev.cleave.lab.attach;

import dev.cleave.lab.attach.BlockTextReader.Kind;
import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.TraceLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes a heap trace of what was recorded: first the blocks that were live when the recording
 * began, by their offsets, then what happened, in its order.
 *
 * <p>A block was live at the beginning if the first thing that happened to it was its free; or if
 * nothing happened to it, and it was found. So a recording may begin while others allocate and
 * free. A resize is a free and an allocation.
 *
 * <p>Of a recording of allocations, offsets are bytes. An allocation of no bytes is a block whose
 * holder tells of its parts: it is none itself, and nothing in it was live before. Where such a
 * block is emptied, all its parts that are live are freed, the lowest first.
 *
 * <p>Where entries were lost, a free without an allocation is left out, and one that is missing is
 * put in; both are counted.
 */
final class RecordedTrace {
    /** Below a block's pool. */
    static final int OFFSET_BITS = 48;

    private final RecordingSpool spool;
    private final @Nullable Set<Integer> pools;
    private final OutputStream output;
    private final int mask;

    /** Blocks that were live at the beginning, by pool and offset, with their bytes. */
    private final Map<Long, Long> atBeginning = new HashMap<>();

    private final Set<Long> seen = new HashSet<>();
    private final NavigableMap<Long, Live> live = new TreeMap<>();
    private final Map<Integer, Integer> threads = new HashMap<>();
    private final Map<Integer, Long> allocationsByPool = new LinkedHashMap<>();
    private long liveAtBeginning;
    private long allocations;
    private long frees;
    private long liveBytes;
    private long peakBytes;
    private long putIn;
    private long leftOut;

    private record Live(long id, long bytes) {}

    /** @param pools of which the trace is to be; null for all */
    private RecordedTrace(RecordingSpool spool, @Nullable Set<Integer> pools, OutputStream output) {
        this.spool = spool;
        this.pools = pools;
        this.output = output;
        mask = spool.oneIn() - 1;
    }

    /**
     * Writes the trace.
     *
     * @param pool the name of the pool of which it is to be; null for all
     * @throws MalformedTraceException where there is no such pool, or nothing was recorded of it
     */
    static RecordingSummary write(RecordingSpool spool, @Nullable String pool, OutputStream output)
            throws MalformedTraceException, IOException {
        RecordedTrace trace = new RecordedTrace(spool, pool == null ? null : numbersOf(spool, pool), output);
        trace.run();
        return trace.summary();
    }

    private static Set<Integer> numbersOf(RecordingSpool spool, String pool) throws MalformedTraceException {
        Set<Integer> numbers = new HashSet<>();
        spool.pools().forEach((number, name) -> {
            if (name.equals(pool)) {
                numbers.add(number);
            }
        });
        if (numbers.isEmpty()) {
            throw new MalformedTraceException(spool.name(), 0, "has no pool '" + pool + "': must be one of "
                    + String.join(", ", new TreeSet<>(spool.pools().values())));
        }
        return numbers;
    }

    private void run() throws MalformedTraceException, IOException {
        spool.read((kind, block, byteSize, thread) -> {
            if (isWanted(kind, block)) {
                lookForBeginning(kind, block, byteSize);
            }
        });
        seen.clear();
        for (Map.Entry<Long, Long> each : atBeginning.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList()) {
            allocate(each.getKey(), each.getValue(), 0);
        }
        liveAtBeginning = allocations;
        spool.read((kind, block, byteSize, thread) -> {
            if (isWanted(kind, block)) {
                take(kind, block, byteSize, kind == Kind.LIVE ? 0 : threadOf(thread));
            }
        });
        if (allocations == 0) {
            throw new MalformedTraceException(spool.name(), 0, "allocated nothing"
                    + (pools == null ? "" : " of this pool") + " while it was recorded, and held nothing");
        }
    }

    /** The same rule as in the program that was recorded, by the last and smallest share. */
    private boolean isWanted(Kind kind, long block) {
        long offset = block & (1L << OFFSET_BITS) - 1;
        return (kind == Kind.EMPTIED || ((int) (offset * 0x9E3779B97F4A7C15L >>> Integer.SIZE) & mask) == 0)
                && (pools == null || pools.contains((int) (block >>> OFFSET_BITS)));
    }

    private void lookForBeginning(Kind kind, long block, long byteSize) {
        switch (kind) {
            case LIVE -> {
                if (byteSize == 0) {
                    atBeginning.remove(block);
                } else {
                    atBeginning.put(block, byteSize);
                }
            }
            case ALLOCATED -> {
                if (seen.add(block)) {
                    atBeginning.remove(block);
                }
            }
            case FREED -> {
                if (seen.add(block)) {
                    atBeginning.put(block, byteSize);
                }
            }
            case EMPTIED -> {
                // Its parts are told of by themselves.
            }
        }
    }

    private void take(Kind kind, long block, long byteSize, int thread) throws IOException {
        switch (kind) {
            case ALLOCATED -> {
                if (byteSize > 0) {
                    takeAllocation(block, byteSize, thread);
                }
            }
            case FREED -> takeFree(block, thread);
            case EMPTIED -> {
                for (long each : List.copyOf(live.subMap(block, block + byteSize).keySet())) {
                    free(each, thread);
                }
            }
            case LIVE -> {
                // It is in the trace by now.
            }
        }
    }

    private void takeAllocation(long block, long byteSize, int thread) throws IOException {
        if (live.containsKey(block)) {
            free(block, thread);
            putIn++;
        }
        allocate(block, byteSize, thread);
    }

    private void takeFree(long block, int thread) throws IOException {
        if (live.containsKey(block)) {
            free(block, thread);
        } else {
            leftOut++;
        }
    }

    private int threadOf(int thread) {
        return threads.computeIfAbsent(thread, fresh -> threads.size()) & TraceLimits.MAX_THREAD;
    }

    private void allocate(long block, long byteSize, int thread) throws IOException {
        if (allocations > TraceLimits.MAX_ID) {
            throw new IOException("more than " + allocations + " allocations are more than a trace may hold");
        }
        live.put(block, new Live(allocations, byteSize));
        allocationsByPool.merge((int) (block >>> OFFSET_BITS), 1L, Long::sum);
        liveBytes += byteSize;
        peakBytes = Math.max(peakBytes, liveBytes);
        write("a " + allocations + " " + byteSize + " " + thread);
        allocations++;
    }

    private void free(long block, int thread) throws IOException {
        Live freed = live.remove(block);
        if (freed != null) {
            liveBytes -= freed.bytes();
            frees++;
            write("f " + freed.id() + " " + thread);
        }
    }

    private void write(String text) throws IOException {
        output.write((text + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private RecordingSummary summary() {
        Map<String, Long> named = new LinkedHashMap<>();
        Map<Integer, String> names = spool.pools();
        allocationsByPool.forEach((number, count) -> named.merge(
                names.getOrDefault(number, "pool number " + number), count, Long::sum));
        return new RecordingSummary(named, allocations, frees, liveAtBeginning, live.size(), peakBytes, threads.size(),
                spool.oneIn(), spool.lost(), putIn, leftOut, spool.knowsTheBeginning());
    }
}
