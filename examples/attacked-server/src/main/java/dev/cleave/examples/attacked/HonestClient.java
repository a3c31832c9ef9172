package dev.cleave.examples.attacked;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Stores values of 4 KiB to 2 MiB, reads them and removes them again, at a steady rate, well within
 * its share. Requests are due at fixed times, whether the server is slow or not, and their delays
 * are measured from there.
 */
final class HonestClient implements AutoCloseable {
    static final String NAME = "honest";

    private static final int TURNS = 3;
    private static final int KEPT = 8;
    private static final int LARGE = 2 << 20;
    private static final int LEAST_ORDER = 12;
    private static final int ORDERS = 9;

    private final StoreClient client;
    private final SplittableRandom random;
    private final byte[] value = new byte[LARGE];
    private final int perSecond;
    private int number;
    private int byteSize;

    HonestClient(InetSocketAddress server, int perSecond, long seed) {
        client = new StoreClient(server, NAME);
        random = new SplittableRandom(seed);
        random.nextBytes(value);
        this.perSecond = perSecond;
    }

    /** Asks for a number of seconds: what became of the requests of each. */
    Slice[] run(int seconds) {
        Slice[] slices = new Slice[seconds];
        Arrays.setAll(slices, each -> new Slice());
        long start = System.nanoTime();
        for (int each = 0; each < seconds * perSecond; each++) {
            long due = start + each * TimeUnit.SECONDS.toNanos(1) / perSecond;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            boolean served = ask();
            slices[each / perSecond].count(served, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - due));
        }
        return slices;
    }

    /**
     * By turns a value is stored, it is read, and the oldest one is removed, if it could be stored.
     */
    private boolean ask() {
        int turn = number / TURNS;
        return switch (number++ % TURNS) {
            case 0 -> {
                byteSize = random.nextBoolean() ? LARGE : 1 << LEAST_ORDER + random.nextInt(ORDERS);
                yield client.put("key" + turn, value, byteSize) == StoreClient.CREATED;
            }
            case 1 -> client.get("key" + turn) == StoreClient.OK
                    && Arrays.equals(client.body(), 0, client.body().length, value, 0, byteSize);
            default -> client.delete("key" + (turn - KEPT)) != StoreClient.BROKEN;
        };
    }

    @Override
    public void close() {
        client.close();
    }
}
