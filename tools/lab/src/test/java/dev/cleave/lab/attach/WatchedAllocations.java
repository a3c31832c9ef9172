package dev.cleave.lab.attach;

import dev.cleave.arena.PooledArena;
import dev.cleave.heap.Heap;
import dev.cleave.heap.ObjectCache;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A program that is watched by tests: it has blocks of a heap, of its pool, objects of a cache and
 * segments of arenas, and counts them itself.
 */
public final class WatchedAllocations {
    /** What a heap's block that is live before has: all of its slot. */
    static final int BYTES_BEFORE = 64;

    private static final int OBJECT_BYTES = 96;
    private static final int MOST_BYTES = 60_000;
    private static final int MOST_SEGMENTS = 40;

    private final Pool pool;
    private final Heap heap;
    private final ObjectCache cache;
    private final Random random = new Random(42);
    private final List<Block> blocks = new ArrayList<>();
    private long allocations;
    private long frees;
    private long liveBytes;
    private long peakBytes;
    private int sizes = 1;

    private enum Kind {
        HEAP,
        POOL,
        OBJECT
    }

    private record Block(Kind kind, long address, long bytes) {}

    private WatchedAllocations(Pool pool) {
        this.pool = pool;
        heap = Heap.of(pool);
        cache = ObjectCache.builder(heap, OBJECT_BYTES).name("objects").build();
    }

    /** Arguments: blocks that are live at the beginning, and a socket where one is to be opened. */
    public static void main(String[] arguments) throws IOException {
        Pool pool = Pool.builder().name("watched").capacity(256 << 20).build();
        if (arguments.length > 1) {
            PoolSocket.open(Path.of(arguments[1]));
        }
        WatchedAllocations program = new WatchedAllocations(pool);
        for (int each = 0; each < Integer.parseInt(arguments[0]); each++) {
            program.keep(Kind.HEAP, program.heap.allocate(BYTES_BEFORE), BYTES_BEFORE);
        }
        Arena before = PooledArena.ofConfined(pool);
        before.allocate(100);
        program.liveBytes += pool.unit();
        say("ready");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            before.allocate(8);
            program.work(Integer.parseInt(line.split(" ")[1]));
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private void work(int operations) {
        allocations = 0;
        frees = 0;
        peakBytes = liveBytes;
        sizes = 1;
        for (int each = 0; each < operations; each++) {
            int choice = random.nextInt(100);
            if (choice < 2) {
                useArena(choice == 0 ? PooledArena.ofConfined(pool) : PooledArena.ofTrusted(pool));
            } else if (blocks.isEmpty() || choice < 55) {
                allocate(Kind.values()[choice % 3]);
            } else if (choice < 65) {
                reallocate();
            } else {
                free();
            }
        }
        say("worked " + allocations + " " + frees + " " + peakBytes + " " + (blocks.size() + 1) + " " + sizes);
    }

    private void allocate(Kind kind) {
        long bytes = kind == Kind.OBJECT ? OBJECT_BYTES : 1L + random.nextInt(MOST_BYTES);
        keep(kind, switch (kind) {
            case HEAP -> heap.allocate(bytes);
            case POOL -> pool.allocateAddress(bytes);
            case OBJECT -> cache.take();
        }, bytes);
    }

    private void keep(Kind kind, long address, long bytes) {
        blocks.add(new Block(kind, address, bytes));
        countAllocated(bytes);
    }

    private void countAllocated(long bytes) {
        allocations++;
        sizes = 31 * sizes + (int) bytes;
        liveBytes += bytes;
        peakBytes = Math.max(peakBytes, liveBytes);
    }

    private Block any() {
        int index = random.nextInt(blocks.size());
        Block last = blocks.removeLast();
        return index == blocks.size() ? last : blocks.set(index, last);
    }

    private void free() {
        Block freed = any();
        countFreed(freed.bytes);
        switch (freed.kind) {
            case HEAP -> heap.free(freed.address);
            case POOL -> pool.free(freed.address);
            case OBJECT -> cache.give(freed.address);
        }
    }

    private void countFreed(long bytes) {
        frees++;
        liveBytes -= bytes;
    }

    /** A resize is a free and an allocation. */
    private void reallocate() {
        Block old = any();
        if (old.kind == Kind.HEAP) {
            long bytes = 1L + random.nextInt(MOST_BYTES);
            countFreed(old.bytes);
            keep(Kind.HEAP, heap.reallocate(old.address, bytes), bytes);
        } else {
            blocks.add(old);
        }
    }

    private void useArena(Arena arena) {
        List<Long> segments = new ArrayList<>();
        try (arena) {
            int count = random.nextInt(MOST_SEGMENTS);
            for (int each = 0; each < count; each++) {
                long bytes = 1L + random.nextInt(each == 0 ? MOST_BYTES : 500);
                arena.allocate(bytes, 8);
                segments.add(bytes);
                countAllocated(bytes);
            }
        }
        segments.forEach(this::countFreed);
    }
}
