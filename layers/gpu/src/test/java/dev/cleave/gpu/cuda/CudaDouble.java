package dev.cleave.gpu.cuda;

import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * CUDA's driver without a card: keeps books as the driver does, refuses what it would refuse, and
 * writes down every call. Events pass when a test says so.
 */
final class CudaDouble implements CudaDriver {
    static final long MIB = 1L << 20;
    static final long GRANULARITY = 2 * MIB;
    private static final int INVALID_VALUE = 1;
    private static final int OUT_OF_MEMORY = 2;
    private static final int INVALID_CONTEXT = 201;

    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final long cardBytes;
    private final ThreadLocal<Deque<Long>> contexts = ThreadLocal.withInitial(ArrayDeque::new);
    private final Map<Long, Long> handles = new HashMap<>();
    private final TreeMap<Long, Long> reserved = new TreeMap<>();
    private final TreeMap<Long, Long> mapped = new TreeMap<>();
    private final Set<Long> accessible = new HashSet<>();
    private final Map<Long, Arena> host = new HashMap<>();
    private final Set<Long> events = new HashSet<>();
    private final Set<Long> passed = new HashSet<>();
    private final Map<String, Integer> failing = new HashMap<>();
    private long nextHandle = 100;
    private long nextAddress = 0x7f00_0000_0000L;
    private int retained;
    int streams;
    int devices = 1;
    int mapsMemory = 1;

    CudaDouble(long cardBytes) {
        this.cardBytes = cardBytes;
    }

    /** The next call of that name answers this result. */
    synchronized void failNext(String call, int result) {
        failing.put(call, result);
    }

    synchronized void pass(long event) {
        passed.add(event);
    }

    /** All events pass that were recorded. */
    synchronized void passAll() {
        passed.addAll(events);
    }

    synchronized int liveEvents() {
        return events.size();
    }

    synchronized long mappedBytes() {
        return mapped.values().stream().mapToLong(Long::longValue).sum();
    }

    synchronized boolean holdsNothing() {
        return handles.isEmpty() && reserved.isEmpty() && mapped.isEmpty() && host.isEmpty() && events.isEmpty()
                && retained == 0 && streams == 0;
    }

    private synchronized void called(String call, Object... arguments) {
        StringBuilder text = new StringBuilder(call);
        for (Object each : arguments) {
            text.append(' ').append(each);
        }
        calls.add(text.toString());
        Integer result = failing.remove(call);
        if (result != null) {
            throw CudaResult.exception(call, result, "TOLD_TO_FAIL", "the test said so");
        }
    }

    private void calledInContext(String call, Object... arguments) {
        require(!contexts.get().isEmpty(), call, INVALID_CONTEXT);
        called(call, arguments);
    }

    private static void require(boolean legal, String call, int otherwise) {
        if (!legal) {
            throw CudaResult.exception(call, otherwise, "REFUSED", "the double refuses it");
        }
    }

    @Override
    public int version() {
        return 12_040;
    }

    @Override
    public int deviceCount() {
        return devices;
    }

    @Override
    public int device(int index) {
        return index + 40;
    }

    @Override
    public String deviceName(int device) {
        return "a double";
    }

    @Override
    public long totalBytes(int device) {
        return cardBytes;
    }

    @Override
    public int attribute(int device, int attribute) {
        return attribute == 102 ? mapsMemory : 0;
    }

    @Override
    public synchronized long retainPrimaryContext(int device) {
        called("retain", device);
        retained++;
        return 7;
    }

    @Override
    public synchronized void releasePrimaryContext(int device) {
        called("release-context", device);
        retained--;
    }

    @Override
    public void pushContext(long context) {
        contexts.get().push(context);
    }

    @Override
    public void popContext() {
        require(contexts.get().poll() != null, "popContext", INVALID_CONTEXT);
    }

    int contextsOfThisThread() {
        return contexts.get().size();
    }

    @Override
    public synchronized MemoryInfo memoryInfo() {
        calledInContext("memoryInfo");
        return new MemoryInfo(cardBytes - created(), cardBytes);
    }

    private long created() {
        return handles.values().stream().mapToLong(Long::longValue).sum() + mappedBytes();
    }

    @Override
    public long granularity(int device) {
        calledInContext("granularity", device);
        return GRANULARITY;
    }

    @Override
    public synchronized long createMemory(int device, long byteSize) {
        calledInContext("create", device, byteSize);
        require(byteSize > 0 && byteSize % GRANULARITY == 0, "create", INVALID_VALUE);
        require(created() + byteSize <= cardBytes, "create", OUT_OF_MEMORY);
        handles.put(++nextHandle, byteSize);
        return nextHandle;
    }

    @Override
    public synchronized void releaseMemory(long handle) {
        calledInContext("release", handle);
        require(handles.remove(handle) != null, "release", INVALID_VALUE);
    }

    @Override
    public synchronized long reserveAddresses(long byteSize, long alignment) {
        calledInContext("reserve", byteSize, alignment);
        require(byteSize > 0 && byteSize % GRANULARITY == 0, "reserve", INVALID_VALUE);
        long address = nextAddress;
        nextAddress += byteSize + GRANULARITY;
        reserved.put(address, byteSize);
        return address;
    }

    @Override
    public synchronized void freeAddresses(long address, long byteSize) {
        calledInContext("free-addresses", address, byteSize);
        require(mapped.subMap(address, address + byteSize).isEmpty(), "free-addresses", INVALID_VALUE);
        require(reserved.remove(address, byteSize), "free-addresses", INVALID_VALUE);
    }

    @Override
    public synchronized void map(long address, long byteSize, long handle) {
        calledInContext("map", address, byteSize, handle);
        Map.Entry<Long, Long> around = reserved.floorEntry(address);
        require(around != null && address + byteSize <= around.getKey() + around.getValue(), "map", INVALID_VALUE);
        require(mapped.subMap(address, address + byteSize).isEmpty(), "map", INVALID_VALUE);
        require(Long.valueOf(byteSize).equals(handles.get(handle)), "map", INVALID_VALUE);
        mapped.put(address, byteSize);
    }

    @Override
    public synchronized void unmap(long address, long byteSize) {
        calledInContext("unmap", address, byteSize);
        require(mapped.remove(address, byteSize), "unmap", INVALID_VALUE);
        accessible.remove(address);
    }

    @Override
    public synchronized void allowAccess(long address, long byteSize, int device) {
        calledInContext("access", address, byteSize, device);
        require(Long.valueOf(byteSize).equals(mapped.get(address)), "access", INVALID_VALUE);
        accessible.add(address);
    }

    synchronized boolean allAccessible() {
        return accessible.equals(mapped.keySet());
    }

    @Override
    public synchronized long allocateHost(long byteSize) {
        calledInContext("allocate-host", byteSize);
        Arena arena = Arena.ofShared();
        long address = arena.allocate(byteSize).address();
        host.put(address, arena);
        return address;
    }

    @Override
    public synchronized void freeHost(long address) {
        calledInContext("free-host", address);
        Arena arena = host.remove(address);
        require(arena != null, "free-host", INVALID_VALUE);
        arena.close();
    }

    @Override
    public synchronized long createStream() {
        calledInContext("create-stream");
        streams++;
        return 55;
    }

    @Override
    public synchronized void destroyStream(long stream) {
        calledInContext("destroy-stream", stream);
        streams--;
    }

    @Override
    public synchronized long createEvent() {
        calledInContext("create-event");
        events.add(++nextHandle);
        return nextHandle;
    }

    @Override
    public synchronized void destroyEvent(long event) {
        calledInContext("destroy-event", event);
        require(events.remove(event), "destroy-event", INVALID_VALUE);
    }

    @Override
    public synchronized void record(long event, long stream) {
        calledInContext("record", event, stream);
        require(events.contains(event), "record", INVALID_VALUE);
    }

    @Override
    public synchronized boolean hasPassed(long event) {
        calledInContext("query", event);
        require(events.contains(event), "query", INVALID_VALUE);
        return passed.contains(event);
    }

    @Override
    public void copy(long target, long source, long byteSize, long stream) {
        calledInContext("copy", target, source, byteSize, stream);
    }
}
