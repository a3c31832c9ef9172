package dev.cleave.gpu;

/**
 * A request that a device heap could not serve, after due frees were completed, empty blocks given
 * up, caches and the out-of-memory handler asked: what was asked, why nothing suited, and a picture
 * of the memory. Nothing is changed but for what those gave up.
 */
public final class DeviceMemoryExhaustedException extends DeviceException {
    private static final long serialVersionUID = 1;

    private final long requestedBytes;
    private final transient DeviceSnapshot snapshot;

    DeviceMemoryExhaustedException(AllocationRequest request, String reason, DeviceSnapshot snapshot) {
        super("no device memory for " + request + ": " + reason
                + "; free something, let caches give up more, raise the budget, or defragment\n" + snapshot.picture());
        requestedBytes = request.byteSize();
        this.snapshot = snapshot;
    }

    /** Bytes asked for. */
    public long requestedBytes() {
        return requestedBytes;
    }

    /** The heap when the request failed. */
    public DeviceSnapshot snapshot() {
        return snapshot;
    }
}
