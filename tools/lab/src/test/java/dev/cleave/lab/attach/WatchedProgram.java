package dev.cleave.lab.attach;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A program that is watched by tests: it opens a pool, says so, and does what each line of its
 * standard input says.
 */
public final class WatchedProgram {
    private static final int SIZES = 40_000;

    private final Pool pool;
    private final Random random = new Random(42);
    private final List<Block> blocks = new ArrayList<>();
    private long liveBytes;
    private long peakBytes;

    private record Block(long address, long bytes) {}

    private WatchedProgram(Pool pool) {
        this.pool = pool;
    }

    /**
     * What some work came to, as the program itself counts it: parsed from the line that it says.
     */
    public record Work(long allocations, long frees, long peakBytes, long live, String sizes) {
        static Work of(String line) {
            String[] words = line.split(" ");
            return new Work(Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]),
                    Long.parseLong(words[4]), words[5]);
        }
    }

    /** Arguments: blocks that are live at the beginning, and a socket where one is to be opened. */
    public static void main(String[] arguments) throws IOException {
        Pool pool = Pool.builder().name("watched").capacity(256 << 20).build();
        if (arguments.length > 1) {
            PoolSocket.open(Path.of(arguments[1]));
        }
        WatchedProgram program = new WatchedProgram(pool);
        for (int each = 0; each < Integer.parseInt(arguments[0]); each++) {
            program.allocate();
        }
        say("ready");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            program.obey(line);
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private void obey(String line) {
        String[] words = line.split(" ");
        switch (words[0]) {
            case "work" -> work(Integer.parseInt(words[1]));
            case "forever" -> forever();
            case "close" -> {
                blocks.forEach(each -> pool.free(each.address()));
                pool.close();
                say("closed");
            }
            default -> throw new IllegalArgumentException(line);
        }
    }

    /** So many allocations and frees at random, told of as the trace should have them. */
    private void work(int operations) {
        long allocations = 0;
        long frees = 0;
        peakBytes = liveBytes;
        int sizes = 1;
        for (int each = 0; each < operations; each++) {
            if (blocks.isEmpty() || random.nextInt(5) < 3) {
                sizes = 31 * sizes + (int) allocate();
                allocations++;
            } else {
                free(random.nextInt(blocks.size()));
                frees++;
            }
        }
        say("worked " + allocations + " " + frees + " " + peakBytes + " " + blocks.size() + " " + sizes);
    }

    private void forever() {
        say("working");
        while (true) {
            allocate();
            free(0);
            LockSupport.parkNanos(10_000);
        }
    }

    private long allocate() {
        long bytes = 1L + random.nextInt(SIZES);
        blocks.add(new Block(pool.allocateAddress(bytes), bytes));
        liveBytes += bytes;
        peakBytes = Math.max(peakBytes, liveBytes);
        return bytes;
    }

    private void free(int index) {
        Block last = blocks.removeLast();
        Block freed = index == blocks.size() ? last : blocks.set(index, last);
        liveBytes -= freed.bytes();
        pool.free(freed.address());
    }
}
