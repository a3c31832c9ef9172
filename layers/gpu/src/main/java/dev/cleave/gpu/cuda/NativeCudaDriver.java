package dev.cleave.gpu.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** CUDA's driver itself. Calls cost what the driver's do, and an arena where something is answered. */
final class NativeCudaDriver implements CudaDriver {
    private static final int LONGEST_NAME = 256;

    /** {@code CU_EVENT_DISABLE_TIMING}. */
    private static final int WITHOUT_TIMES = 2;

    /** {@code CU_STREAM_NON_BLOCKING}: it does not wait for the default stream. */
    private static final int NON_BLOCKING = 1;

    /** {@code CU_MEMHOSTALLOC_PORTABLE}: all contexts know it. */
    private static final int PORTABLE = 1;

    /** {@code CU_MEM_ALLOC_GRANULARITY_MINIMUM}. */
    private static final int MINIMUM = 0;

    private final MethodHandle getErrorName;
    private final MethodHandle getErrorString;
    private final MethodHandle driverGetVersion;
    private final MethodHandle deviceGetCount;
    private final MethodHandle deviceGet;
    private final MethodHandle deviceGetName;
    private final MethodHandle deviceTotalMem;
    private final MethodHandle deviceGetAttribute;
    private final MethodHandle primaryCtxRetain;
    private final MethodHandle primaryCtxRelease;
    private final MethodHandle ctxPushCurrent;
    private final MethodHandle ctxPopCurrent;
    private final MethodHandle memGetInfo;
    private final MethodHandle memGetAllocationGranularity;
    private final MethodHandle memCreate;
    private final MethodHandle memRelease;
    private final MethodHandle memAddressReserve;
    private final MethodHandle memAddressFree;
    private final MethodHandle memMap;
    private final MethodHandle memUnmap;
    private final MethodHandle memSetAccess;
    private final MethodHandle memHostAlloc;
    private final MethodHandle memFreeHost;
    private final MethodHandle streamCreate;
    private final MethodHandle streamDestroy;
    private final MethodHandle eventCreate;
    private final MethodHandle eventDestroy;
    private final MethodHandle eventRecord;
    private final MethodHandle eventQuery;
    private final MethodHandle memcpyAsync;

    /** A call on its way into the driver. */
    @FunctionalInterface
    private interface Call {
        int run() throws Throwable;
    }

    /** A call that answers into eight bytes. */
    @FunctionalInterface
    private interface Question {
        int run(MemorySegment answer) throws Throwable;
    }

    /**
     * Finds the functions and initializes the driver.
     *
     * @throws dev.cleave.gpu.NoDeviceException when a function is missing, or there is no card
     */
    NativeCudaDriver(CudaLibrary library) {
        getErrorName = library.function("cuGetErrorName", JAVA_INT, ADDRESS);
        getErrorString = library.function("cuGetErrorString", JAVA_INT, ADDRESS);
        driverGetVersion = library.function("cuDriverGetVersion", ADDRESS);
        deviceGetCount = library.function("cuDeviceGetCount", ADDRESS);
        deviceGet = library.function("cuDeviceGet", ADDRESS, JAVA_INT);
        deviceGetName = library.function("cuDeviceGetName", ADDRESS, JAVA_INT, JAVA_INT);
        deviceTotalMem = library.function("cuDeviceTotalMem_v2", ADDRESS, JAVA_INT);
        deviceGetAttribute = library.function("cuDeviceGetAttribute", ADDRESS, JAVA_INT, JAVA_INT);
        primaryCtxRetain = library.function("cuDevicePrimaryCtxRetain", ADDRESS, JAVA_INT);
        primaryCtxRelease = library.function("cuDevicePrimaryCtxRelease_v2", JAVA_INT);
        ctxPushCurrent = library.function("cuCtxPushCurrent_v2", JAVA_LONG);
        ctxPopCurrent = library.function("cuCtxPopCurrent_v2", ADDRESS);
        memGetInfo = library.function("cuMemGetInfo_v2", ADDRESS, ADDRESS);
        memGetAllocationGranularity = library.function("cuMemGetAllocationGranularity", ADDRESS, ADDRESS, JAVA_INT);
        memCreate = library.function("cuMemCreate", ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG);
        memRelease = library.function("cuMemRelease", JAVA_LONG);
        memAddressReserve =
                library.function("cuMemAddressReserve", ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
        memAddressFree = library.function("cuMemAddressFree", JAVA_LONG, JAVA_LONG);
        memMap = library.function("cuMemMap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
        memUnmap = library.function("cuMemUnmap", JAVA_LONG, JAVA_LONG);
        memSetAccess = library.function("cuMemSetAccess", JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG);
        memHostAlloc = library.function("cuMemHostAlloc", ADDRESS, JAVA_LONG, JAVA_INT);
        memFreeHost = library.function("cuMemFreeHost", JAVA_LONG);
        streamCreate = library.function("cuStreamCreate", ADDRESS, JAVA_INT);
        streamDestroy = library.function("cuStreamDestroy_v2", JAVA_LONG);
        eventCreate = library.function("cuEventCreate", ADDRESS, JAVA_INT);
        eventDestroy = library.function("cuEventDestroy_v2", JAVA_LONG);
        eventRecord = library.function("cuEventRecord", JAVA_LONG, JAVA_LONG);
        eventQuery = library.function("cuEventQuery", JAVA_LONG);
        memcpyAsync = library.function("cuMemcpyAsync", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
        MethodHandle init = library.function("cuInit", JAVA_INT);
        check("cuInit", () -> (int) init.invokeExact(0));
    }

    // ----------------------------------------------------------------------------------------------- devices, contexts

    @Override
    public int version() {
        return (int) ask("cuDriverGetVersion", answer -> (int) driverGetVersion.invokeExact(answer));
    }

    @Override
    public int deviceCount() {
        return (int) ask("cuDeviceGetCount", answer -> (int) deviceGetCount.invokeExact(answer));
    }

    @Override
    public int device(int index) {
        return (int) ask("cuDeviceGet", answer -> (int) deviceGet.invokeExact(answer, index));
    }

    @Override
    public String deviceName(int device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(JAVA_BYTE, LONGEST_NAME);
            check("cuDeviceGetName", () -> (int) deviceGetName.invokeExact(name, LONGEST_NAME, device));
            return name.getString(0);
        }
    }

    @Override
    public long totalBytes(int device) {
        return ask("cuDeviceTotalMem", answer -> (int) deviceTotalMem.invokeExact(answer, device));
    }

    @Override
    public int attribute(int device, int attribute) {
        return (int) ask("cuDeviceGetAttribute",
                answer -> (int) deviceGetAttribute.invokeExact(answer, attribute, device));
    }

    @Override
    public long retainPrimaryContext(int device) {
        return ask("cuDevicePrimaryCtxRetain", answer -> (int) primaryCtxRetain.invokeExact(answer, device));
    }

    @Override
    public void releasePrimaryContext(int device) {
        check("cuDevicePrimaryCtxRelease", () -> (int) primaryCtxRelease.invokeExact(device));
    }

    @Override
    public void pushContext(long context) {
        check("cuCtxPushCurrent", () -> (int) ctxPushCurrent.invokeExact(context));
    }

    @Override
    public void popContext() {
        ask("cuCtxPopCurrent", answer -> (int) ctxPopCurrent.invokeExact(answer));
    }

    // ---------------------------------------------------------------------------------------------------------- memory

    @Override
    public MemoryInfo memoryInfo() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment free = arena.allocate(JAVA_LONG);
            MemorySegment total = arena.allocate(JAVA_LONG);
            check("cuMemGetInfo", () -> (int) memGetInfo.invokeExact(free, total));
            return new MemoryInfo(free.get(JAVA_LONG, 0), total.get(JAVA_LONG, 0));
        }
    }

    @Override
    public long granularity(int device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment properties = CudaStructs.memoryOn(device, arena);
            return ask("cuMemGetAllocationGranularity",
                    answer -> (int) memGetAllocationGranularity.invokeExact(answer, properties, MINIMUM));
        }
    }

    @Override
    public long createMemory(int device, long byteSize) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment properties = CudaStructs.memoryOn(device, arena);
            return ask("cuMemCreate", answer -> (int) memCreate.invokeExact(answer, byteSize, properties, 0L));
        }
    }

    @Override
    public void releaseMemory(long handle) {
        check("cuMemRelease", () -> (int) memRelease.invokeExact(handle));
    }

    @Override
    public long reserveAddresses(long byteSize, long alignment) {
        return ask("cuMemAddressReserve",
                answer -> (int) memAddressReserve.invokeExact(answer, byteSize, alignment, 0L, 0L));
    }

    @Override
    public void freeAddresses(long address, long byteSize) {
        check("cuMemAddressFree", () -> (int) memAddressFree.invokeExact(address, byteSize));
    }

    @Override
    public void map(long address, long byteSize, long handle) {
        check("cuMemMap", () -> (int) memMap.invokeExact(address, byteSize, 0L, handle, 0L));
    }

    @Override
    public void unmap(long address, long byteSize) {
        check("cuMemUnmap", () -> (int) memUnmap.invokeExact(address, byteSize));
    }

    @Override
    public void allowAccess(long address, long byteSize, int device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment access = CudaStructs.accessFor(device, arena);
            check("cuMemSetAccess", () -> (int) memSetAccess.invokeExact(address, byteSize, access, 1L));
        }
    }

    @Override
    public long allocateHost(long byteSize) {
        return ask("cuMemHostAlloc", answer -> (int) memHostAlloc.invokeExact(answer, byteSize, PORTABLE));
    }

    @Override
    public void freeHost(long address) {
        check("cuMemFreeHost", () -> (int) memFreeHost.invokeExact(address));
    }

    // ------------------------------------------------------------------------------------------------- streams, events

    @Override
    public long createStream() {
        return ask("cuStreamCreate", answer -> (int) streamCreate.invokeExact(answer, NON_BLOCKING));
    }

    @Override
    public void destroyStream(long stream) {
        check("cuStreamDestroy", () -> (int) streamDestroy.invokeExact(stream));
    }

    @Override
    public long createEvent() {
        return ask("cuEventCreate", answer -> (int) eventCreate.invokeExact(answer, WITHOUT_TIMES));
    }

    @Override
    public void destroyEvent(long event) {
        check("cuEventDestroy", () -> (int) eventDestroy.invokeExact(event));
    }

    @Override
    public void record(long event, long stream) {
        check("cuEventRecord", () -> (int) eventRecord.invokeExact(event, stream));
    }

    @Override
    public boolean hasPassed(long event) {
        int result = run(() -> (int) eventQuery.invokeExact(event));
        if (result == CudaResult.NOT_READY) {
            return false;
        }
        require("cuEventQuery", result);
        return true;
    }

    @Override
    public void copy(long target, long source, long byteSize, long stream) {
        check("cuMemcpyAsync", () -> (int) memcpyAsync.invokeExact(target, source, byteSize, stream));
    }

    // --------------------------------------------------------------------------------------------------------- results

    private long ask(String call, Question question) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(JAVA_LONG);
            check(call, () -> question.run(answer));
            return answer.get(JAVA_LONG, 0);
        }
    }

    private void check(String call, Call function) {
        require(call, run(function));
    }

    private static int run(Call function) {
        try {
            return function.run();
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new IllegalStateException("a native call threw", impossible);
        }
    }

    private void require(String call, int result) {
        if (result != CudaResult.SUCCESS) {
            throw CudaResult.exception(call, result, words(getErrorName, result, "an unknown error"),
                    words(getErrorString, result, "the driver has no words for it"));
        }
    }

    /** The driver answers with the address of its own text, or with none. */
    private static String words(MethodHandle function, int result, String otherwise) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(ADDRESS);
            int told = run(() -> (int) function.invokeExact(result, answer));
            MemorySegment text = answer.get(ADDRESS, 0);
            return told != CudaResult.SUCCESS || text.address() == 0
                    ? otherwise
                    : text.reinterpret(Long.MAX_VALUE).getString(0);
        }
    }
}
