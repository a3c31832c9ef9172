package dev.cleave.examples.attacked;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Scatters its values over all memory that it can reach, of which it holds few bytes in the end. It
 * sees no addresses, and relies on values lying in the order in which they were put. It ends when
 * it is told, or after a bounded number of requests.
 *
 * <p>It fills its share with values of 64 KiB and deletes every second; then with values of twice
 * that size, which do not fit between them, and so lie elsewhere; then it deletes every second of
 * all that it has, and goes on with sizes that double, until it keeps one value in 2 MiB. These it
 * leaves where they are, and begins anew. Source: Robson 1974, for blocks of a binary buddy.
 */
final class AttackingClient implements Runnable, AutoCloseable {
    static final String NAME = "attacker";

    private static final int SMALLEST = 64 << 10;
    private static final int LARGEST = 1 << 20;
    private static final int MOST_REQUESTS = 100_000;

    private final StoreClient client;
    private final int perSecond;
    private final byte[] value = new byte[LARGEST];
    private final long start = System.nanoTime();
    private volatile boolean ended;
    private int requests;

    AttackingClient(InetSocketAddress server, int perSecond) {
        client = new StoreClient(server, NAME);
        this.perSecond = perSecond;
    }

    @Override
    public void run() {
        while (mayGoOn()) {
            List<String> kept = new ArrayList<>();
            for (int size = SMALLEST; size <= LARGEST; size *= 2) {
                kept.addAll(fill(size));
                kept = everySecond(kept);
            }
        }
    }

    /** Puts values until one is refused: their keys. */
    private List<String> fill(int byteSize) {
        List<String> keys = new ArrayList<>();
        String key = "value" + requests;
        while (mayGoOn() && client.put(key, value, byteSize) == StoreClient.CREATED) {
            keys.add(key);
            key = "value" + requests;
        }
        return keys;
    }

    /** Deletes every second value: the keys of the others. */
    private List<String> everySecond(List<String> keys) {
        List<String> kept = new ArrayList<>();
        for (int each = 0; each < keys.size(); each++) {
            if (each % 2 == 0) {
                kept.add(keys.get(each));
            } else if (mayGoOn()) {
                client.delete(keys.get(each));
            }
        }
        return kept;
    }

    /** Waits for its turn; whether there is one. */
    private boolean mayGoOn() {
        long due = start + requests * TimeUnit.SECONDS.toNanos(1) / perSecond;
        for (long left = due - System.nanoTime(); left > 0 && !ended; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return !ended && requests++ < MOST_REQUESTS;
    }

    /** Ends it soon. */
    void end() {
        ended = true;
    }

    /** Ends its connection, and with it all that it stored. */
    @Override
    public void close() {
        client.close();
    }
}
