package dev.cleave.examples.ffm;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.time.LocalDateTime;

/**
 * Two functions of the C library. They know arenas and allocators as the JDK defines them, and
 * nothing of Cleave: whoever calls decides where the arguments lie.
 */
final class CLibrary {
    private static final Linker LINKER = Linker.nativeLinker();

    /** The fields that the C standard names, and room for what a C library adds. */
    private static final StructLayout TIME = MemoryLayout.structLayout(
            ValueLayout.JAVA_INT.withName("second"), ValueLayout.JAVA_INT.withName("minute"),
            ValueLayout.JAVA_INT.withName("hour"), ValueLayout.JAVA_INT.withName("day"),
            ValueLayout.JAVA_INT.withName("month"), ValueLayout.JAVA_INT.withName("year"),
            ValueLayout.JAVA_INT.withName("weekday"), ValueLayout.JAVA_INT.withName("yearday"),
            ValueLayout.JAVA_INT.withName("summertime"), MemoryLayout.paddingLayout(28));

    private static final VarHandle SECOND = TIME.varHandle(PathElement.groupElement("second"));
    private static final VarHandle MINUTE = TIME.varHandle(PathElement.groupElement("minute"));
    private static final VarHandle HOUR = TIME.varHandle(PathElement.groupElement("hour"));
    private static final VarHandle DAY = TIME.varHandle(PathElement.groupElement("day"));
    private static final VarHandle MONTH = TIME.varHandle(PathElement.groupElement("month"));
    private static final VarHandle YEAR = TIME.varHandle(PathElement.groupElement("year"));

    private static final long LONGEST_TEXT = 64;

    /**
     * {@code size_t strftime(char *text, size_t room, const char *format, const struct tm *time)}.
     */
    private static final MethodHandle STRFTIME = find("strftime", FunctionDescriptor.of(ValueLayout.JAVA_LONG,
            ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.ADDRESS));

    /**
     * {@code void qsort(void *first, size_t count, size_t size, int (*compare)(const void *, const
     * void *))}.
     */
    private static final MethodHandle QSORT = find("qsort", FunctionDescriptor.ofVoid(
            ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));

    private static final FunctionDescriptor COMPARE = FunctionDescriptor.of(ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS.withTargetLayout(ValueLayout.JAVA_LONG),
            ValueLayout.ADDRESS.withTargetLayout(ValueLayout.JAVA_LONG));

    private CLibrary() {}

    /**
     * A time as year-month-day hour:minute:second; the arguments and the answer lie where the
     * allocator says.
     */
    static MemorySegment format(SegmentAllocator allocator, LocalDateTime time) {
        MemorySegment fields = allocator.allocate(TIME);
        SECOND.set(fields, 0L, time.getSecond());
        MINUTE.set(fields, 0L, time.getMinute());
        HOUR.set(fields, 0L, time.getHour());
        DAY.set(fields, 0L, time.getDayOfMonth());
        MONTH.set(fields, 0L, time.getMonthValue() - 1);
        YEAR.set(fields, 0L, time.getYear() - 1900);
        MemorySegment text = allocator.allocate(LONGEST_TEXT);
        try {
            long length = (long) STRFTIME.invokeExact(text, LONGEST_TEXT,
                    allocator.allocateFrom("%Y-%m-%d %H:%M:%S"), fields);
            return text.asSlice(0, length + 1);
        } catch (Throwable failure) {
            throw new IllegalStateException("strftime", failure);
        }
    }

    /**
     * Sorts longs, smallest first; C calls back into Java for each comparison, by a stub that ends
     * with the arena.
     */
    static void sort(Arena arena, MemorySegment numbers) {
        MemorySegment compare = LINKER.upcallStub(comparison(), COMPARE, arena);
        try {
            QSORT.invokeExact(numbers, numbers.byteSize() / Long.BYTES, (long) Long.BYTES, compare);
        } catch (Throwable failure) {
            throw new IllegalStateException("qsort", failure);
        }
    }

    static int compare(MemorySegment left, MemorySegment right) {
        return Long.compare(left.get(ValueLayout.JAVA_LONG, 0), right.get(ValueLayout.JAVA_LONG, 0));
    }

    private static MethodHandle comparison() {
        try {
            return MethodHandles.lookup().findStatic(CLibrary.class, "compare",
                    MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class));
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static MethodHandle find(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type);
    }
}
