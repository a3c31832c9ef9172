package dev.cleave.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A port over the JDK's own memory that writes down what it is asked, and refuses what a test tells it to. */
final class ScriptedSystem implements OperatingSystem {
    static final long PAGE = 4096;

    /** What was asked, in order. */
    final List<String> calls = new ArrayList<>();

    /** The error numbers that the next pieces of advice are refused with; 0 for one that is taken. */
    final List<Integer> adviceAnswers = new ArrayList<>();

    /** Thrown by every mapping, drop and pre-faulting from when it is set. */
    RuntimeException failure;

    /** Bytes that the disk has room for; negative where the file system cannot say. */
    long diskBytes = Long.MAX_VALUE;

    /** What making room and dropping a range do beside, one at a time. */
    LongBinaryConsumer onRoom = (offset, bytes) -> {};
    LongBinaryConsumer onDrop = (offset, bytes) -> {};

    long hugePageSize = PAGE;
    long roomGrain;
    UnaryOperator<Mapping> change = UnaryOperator.identity();

    /** Takes an offset and a size. */
    interface LongBinaryConsumer {
        void accept(long offset, long bytes);
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public long pageSize() {
        return PAGE;
    }

    @Override
    public long hugePageSize() {
        return hugePageSize;
    }

    @Override
    public boolean canDrop() {
        return true;
    }

    @Override
    public Mapping map(MemorySource source, long byteSize, long byteAlignment) {
        Arena arena = Arena.ofShared();
        MemorySegment segment = arena.allocate(byteSize, Math.max(hugePageSize, PAGE));
        return change.apply(new Mapping(segment.address(), byteSize, PAGE, hugePageSize, PAGE, source.toString(),
                roomGrain > 0, true, -1, roomGrain, Optional.of(segment), () -> {
                    calls.add("unmap");
                    arena.close();
                }, () -> calls.add("undo")));
    }

    @Override
    public synchronized void drop(Mapping mapping, long offset, long byteSize) {
        fail();
        onDrop.accept(offset, byteSize);
        calls.add("drop " + offset + " " + byteSize);
        mapping.segment().orElseThrow().asSlice(offset, byteSize).fill((byte) 0);
    }

    @Override
    public void prefault(Mapping mapping, long offset, long byteSize) {
        fail();
        calls.add("prefault " + offset + " " + byteSize);
    }

    private void fail() {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public synchronized boolean makeRoom(Mapping mapping, long offset, long byteSize) {
        onRoom.accept(offset, byteSize);
        calls.add("room " + offset + " " + byteSize);
        if (diskBytes >= 0 && byteSize > diskBytes) {
            throw new DiskFullException(mapping.backing(), offset, byteSize, Errno.ENOSPC.number(), diskBytes);
        }
        diskBytes -= diskBytes >= 0 ? byteSize : 0;
        return diskBytes >= 0;
    }

    @Override
    public void allowHugePages(Mapping mapping, long offset, long byteSize, boolean allowed) {
        int answer = adviceAnswers.isEmpty() ? 0 : adviceAnswers.removeFirst();
        calls.add((allowed ? "huge " : "small ") + offset + " " + byteSize + (answer == 0 ? "" : " refused"));
        if (answer != 0) {
            throw new OperatingSystemException("madvise", "advise", answer, "nothing");
        }
    }

    @Override
    public long residentBytes(Mapping mapping) {
        return mapping.byteSize();
    }

    @Override
    public Optional<String> bind(Mapping mapping, int node) {
        return Optional.of("not bound to node " + node);
    }

    @Override
    public int nodes() {
        return 1;
    }

    @Override
    public long memoryLimit() {
        return 0;
    }
}
