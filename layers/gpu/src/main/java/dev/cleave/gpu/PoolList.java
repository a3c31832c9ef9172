package dev.cleave.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * The pools of a device heap: its own, one for each memory type, and those that users have created.
 * Any thread may call anything once the heap's own are open.
 */
final class PoolList {
    private static final int MOST_NAMED = 5;

    private final Function<PoolSettings, DevicePool> maker;
    private final List<DevicePool> own = new ArrayList<>();
    private final List<DevicePool> created = new CopyOnWriteArrayList<>();

    /**
     * @param maker makes a pool that is not open yet
     */
    PoolList(Function<PoolSettings, DevicePool> maker) {
        this.maker = maker;
    }

    /** Opens the heap's own pools, the one of type 0 first. */
    void openOwn(List<PoolSettings> settings) {
        settings.forEach(each -> own.add(maker.apply(each)));
        boolean opened = false;
        try {
            own.forEach(DevicePool::open);
            opened = true;
        } finally {
            if (!opened) {
                own.forEach(DevicePool::close);
            }
        }
    }

    /** The heap's own pool of a memory type. */
    DevicePool own(int type) {
        return own.get(type);
    }

    boolean isOwn(DevicePool pool) {
        return own.contains(pool);
    }

    /** All of them, the heap's own first. */
    List<DevicePool> all() {
        List<DevicePool> all = new ArrayList<>(own);
        all.addAll(created);
        return all;
    }

    /**
     * Opens one more.
     *
     * @throws OutOfDeviceMemoryException where the device has not the least blocks that it is to have
     */
    DevicePool create(PoolSettings settings) {
        DevicePool pool = maker.apply(settings);
        created.add(pool);
        boolean opened = false;
        try {
            pool.open();
            opened = true;
            return pool;
        } finally {
            if (!opened) {
                created.remove(pool);
            }
        }
    }

    /** Refuses the heap's own pools. */
    void requireCreated(DevicePool pool) {
        if (isOwn(pool)) {
            throw new IllegalArgumentException(
                    "pool '" + pool.settings().name() + "' is the heap's own: it is closed with the heap");
        }
    }

    /**
     * Closes one that was created.
     *
     * @throws IllegalStateException where allocations live in it; it stays as it is
     */
    void close(DevicePool pool) {
        close("pool '" + pool.settings().name() + "'", List.of(pool));
        created.remove(pool);
    }

    /**
     * Closes all.
     *
     * @throws IllegalStateException where allocations live in one of them
     */
    void closeAll() {
        close("the device heap", all());
    }

    private static void close(String what, List<DevicePool> pools) {
        requireEmpty(what, pools);
        for (DevicePool pool : pools) {
            if (!pool.close()) {
                requireEmpty(what, List.of(pool));
            }
        }
    }

    private static void requireEmpty(String what, List<DevicePool> pools) {
        List<String> names = new ArrayList<>();
        int[] count = {0};
        for (DevicePool pool : pools) {
            pool.forEachAllocation(allocation -> {
                if (count[0]++ < MOST_NAMED) {
                    names.add(allocation + (allocation.isLive() ? "" : ", freed and waiting for its fence"));
                }
            });
        }
        if (count[0] > 0) {
            throw new IllegalStateException("cannot close " + what + ": " + count[0] + " allocations live in it, "
                    + (count[0] > MOST_NAMED ? "among them " : "") + String.join("; ", names) + "; free them first");
        }
    }
}
