package dev.cleave.lab.imports;

import dev.cleave.lab.imports.BufferEvent.Kind;
import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.TraceLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import org.jspecify.annotations.Nullable;

/**
 * The events of a JFR recording that tell of blocks, one by one as they lie in the file.
 *
 * <table class="plain">
 * <caption>What tells of what</caption>
 * <tr><th>event</th><th>of</th><th>tells that</th></tr>
 * <tr><td>{@code io.netty.AllocateBuffer}</td><td>Netty 4.2</td><td>a buffer was
 * allocated</td></tr>
 * <tr><td>{@code io.netty.FreeBuffer}</td><td></td><td>it was freed</td></tr>
 * <tr><td>{@code io.netty.ReallocateBuffer}</td><td></td><td>its memory will be left: the thread's
 *     next {@code AllocateBuffer} has the new, and there is no {@code FreeBuffer} of the
 *     old</td></tr>
 * <tr><td>{@code dev.cleave.AllocationSample}</td><td>Cleave</td><td>a block was sampled when it
 *     was allocated, or when it grew where it lies</td></tr>
 * <tr><td>{@code dev.cleave.SampleFreed}</td><td></td><td>a sampled block was freed</td></tr>
 * </table>
 *
 * <p>Netty's buffers on the Java heap have no address, and are passed over. So are frees, without
 * an address too, of buffers that the adaptive allocator prepared and did not hand out.
 */
final class JfrEvents {
    private static final long NO_THREAD = -1;

    private final JfrFile file;
    private final TraceStream trace;
    private final TimeOrder order;
    private final Map<String, Integer> allocators = new HashMap<>();
    private final Set<String> poolsOfHeaps = new HashSet<>();
    private final List<PoolAllocator> numbered = new ArrayList<>();
    private long withoutAddress;

    /** One allocator over one pool. */
    private record PoolAllocator(String pool, String allocator) {}

    JfrEvents(JfrFile file, TraceStream trace, TimeOrder order) {
        this.file = file;
        this.trace = trace;
        this.order = order;
    }

    /** Takes in an event, whatever it tells of. */
    void take(RecordedEvent event) throws MalformedTraceException, IOException {
        switch (event.getEventType().getName()) {
            case "io.netty.AllocateBuffer" -> takeNettys(event, Kind.ALLOCATED);
            case "io.netty.FreeBuffer" -> takeNettys(event, Kind.FREED);
            case "io.netty.ReallocateBuffer" -> takeNettys(event, Kind.LEFT);
            case "dev.cleave.AllocationSample" -> takeSample(event);
            case "dev.cleave.SampleFreed" -> {
                require(event, "address", "pool", "allocator");
                add(event, Kind.FREED, 0, 0, allocatorOf(event));
            }
            case "jdk.DataLoss" -> trace.passOver("bytes of events lost by the recorder: record to a faster disk",
                    event.getLong("amount"));
            default -> trace.passOver("events passed over that do not tell of blocks", 1);
        }
    }

    private void takeNettys(RecordedEvent event, Kind kind) throws MalformedTraceException, IOException {
        require(event, "address", "size");
        if (event.getLong("address") == 0) {
            withoutAddress++;
            trace.passOver("events of buffers without an address left out: most of them are on the Java heap", 1);
        } else {
            add(event, kind, kind == Kind.ALLOCATED ? event.getLong("size") : 0, 0, allocatorNumber("", "netty"));
        }
    }

    private void takeSample(RecordedEvent event) throws MalformedTraceException, IOException {
        require(event, "address", "byteSize", "blockBytes", "weight", "pool", "allocator");
        long bytes = event.getLong("blockBytes");
        long weight = event.getLong("weight");
        if (weight < 1 || weight / Math.max(bytes, 1) > TraceLimits.MAX_ID) {
            throw file.damaged("a sample of a block of " + bytes + " bytes stands for " + weight);
        }
        boolean grew = event.getLong("byteSize") < bytes;
        add(event, grew ? Kind.GREW : Kind.ALLOCATED, bytes, weight, allocatorOf(event));
    }

    private int allocatorOf(RecordedEvent event) {
        String pool = String.valueOf(event.getString("pool"));
        String allocator = String.valueOf(event.getString("allocator"));
        if (!allocator.equals("pool")) {
            poolsOfHeaps.add(pool);
        }
        return allocatorNumber(pool, allocator);
    }

    private int allocatorNumber(String pool, String allocator) {
        return allocators.computeIfAbsent(allocator + " " + pool, fresh -> {
            numbered.add(new PoolAllocator(pool, allocator));
            return numbered.size() - 1;
        });
    }

    private void require(RecordedEvent event, String... fields) throws MalformedTraceException {
        for (String field : fields) {
            if (!event.hasField(field)) {
                throw new MalformedTraceException(file.name(), 0, "its events " + event.getEventType().getName()
                        + " have no field '" + field + "': expected those of Netty 4.2 or of this version of Cleave");
            }
        }
    }

    private void add(RecordedEvent event, Kind kind, long bytes, long weight, int allocator)
            throws MalformedTraceException, IOException {
        if (bytes < 0 || bytes > TraceLimits.MAX_BYTES) {
            throw file.damaged("a block has " + bytes + " bytes, and 0 to " + TraceLimits.MAX_BYTES + " are expected");
        }
        @Nullable RecordedThread thread = event.getThread();
        order.add(new BufferEvent(JfrFile.nanosOf(event.getStartTime()), kind, event.getLong("address"), bytes, weight,
                thread == null ? NO_THREAD : thread.getId(), allocator));
    }

    /**
     * Whether an allocator's blocks are those of another over it, which samples them itself: so the
     * slabs of a heap are the blocks of its pool. To be asked after the last event.
     */
    boolean isBelowAnother(int allocator) {
        PoolAllocator asked = numbered.get(allocator);
        return asked.allocator().equals("pool") && poolsOfHeaps.contains(asked.pool());
    }

    /** How many events told of buffers without an address. */
    long withoutAddress() {
        return withoutAddress;
    }
}
