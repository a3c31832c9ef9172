package dev.cleave.gpu;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is tried before a request fails, one after the other, each with a search behind it: the
 * frees that are due, the caches, the out-of-memory handler. No lock is held meanwhile.
 */
final class OutOfMemorySteps {
    private static final int MOST_ATTEMPTS = 8;

    private final DeferredFrees deferred;
    private final List<MemoryCache> caches = new CopyOnWriteArrayList<>();
    private final @Nullable OutOfMemoryHandler handler;

    OutOfMemorySteps(DeferredFrees deferred, @Nullable OutOfMemoryHandler handler) {
        this.deferred = deferred;
        this.handler = handler;
    }

    void add(MemoryCache cache) {
        caches.add(cache);
    }

    void remove(MemoryCache cache) {
        caches.remove(cache);
    }

    /**
     * Searches until something is found or nothing more can be done.
     *
     * @param memoryHeap index of the memory heap that is short
     * @return null where nothing was found
     */
    @Nullable
    DeviceAllocation search(
            AllocationRequest request, int memoryHeap, Supplier<@Nullable DeviceAllocation> searching) {
        deferred.completeDue();
        DeviceAllocation found = searchAmongDue(searching);
        for (MemoryCache cache : caches) {
            if (found != null) {
                return found;
            }
            if (cache.giveUp(memoryHeap, request.byteSize) > 0) {
                found = searchAmongDue(searching);
            }
        }
        for (int attempt = 0; found == null && handler != null && attempt < MOST_ATTEMPTS; attempt++) {
            if (!handler.makeRoom(request, attempt)) {
                return null;
            }
            found = searchAmongDue(searching);
        }
        return found;
    }

    /** Searches, and again as long as frees have fallen due meanwhile: at most so often. */
    private @Nullable DeviceAllocation searchAmongDue(Supplier<@Nullable DeviceAllocation> searching) {
        DeviceAllocation found = searching.get();
        for (int again = 0; found == null && again < MOST_ATTEMPTS && deferred.completeDue() > 0; again++) {
            found = searching.get();
        }
        return found;
    }
}
