package dev.cleave.far;

import java.util.concurrent.atomic.LongAdder;

/** What a tier counts while it works; estimates while others run. */
final class Figures {
    private final LongAdder reads = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder replicaReads = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder bytesWritten = new LongAdder();
    private final LongAdder bytesSent = new LongAdder();
    private final LongAdder bytesReceived = new LongAdder();

    void received(long bytes, boolean fromReplica) {
        reads.increment();
        bytesReceived.add(bytes);
        if (fromReplica) {
            replicaReads.increment();
        }
    }

    void written(long bytes) {
        writes.increment();
        bytesWritten.add(bytes);
    }

    void sent(long bytes) {
        bytesSent.add(bytes);
    }

    void retried(long requests) {
        retries.add(requests);
    }

    /** All at once. */
    FarUsage usage(long objects, long usedBytes, int leftKeys, int bytesInFlight) {
        return new FarUsage(objects, usedBytes, writes.sum(), bytesWritten.sum(), bytesSent.sum(), reads.sum(),
                bytesReceived.sum(), replicaReads.sum(), retries.sum(), leftKeys, bytesInFlight);
    }
}
