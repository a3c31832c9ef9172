package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class NativeCallsTest {
    private static final MethodHandle FSYNC =
            NativeCalls.handle("fsync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    @Test
    void aFunctionIsBoundWithItsErrorNumber() {
        assertThat(fsyncOfNothing()).isEqualTo(-Errno.EBADF.number());
    }

    private static long fsyncOfNothing() {
        return NativeCalls.invoke(state -> (int) FSYNC.invokeExact(state, -1));
    }

    @Test
    void aTrivialFunctionIsBoundWithoutOne() throws Throwable {
        MethodHandle processor = NativeCalls.trivial("sched_getcpu", FunctionDescriptor.of(JAVA_INT));

        assertThat((int) processor.invokeExact()).isNotNegative();
    }

    @Test
    void aFunctionThatIsNotThereIsNamed() {
        assertThat(NativeCalls.has("fsync")).isTrue();
        assertThat(NativeCalls.has("no_such_function")).isFalse();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> NativeCalls.handle("no_such_function", FunctionDescriptor.ofVoid()))
                .withMessage("the C library has no no_such_function");
    }

    @Test
    void whatACallThrowsIsThrownAndItsStateGoesBack() {
        for (int i = 0; i < 1000; i++) {
            assertThatIllegalStateException().isThrownBy(() -> NativeCalls.invoke(state -> {
                throw new IllegalStateException("in between");
            }));
        }
        assertThat(fsyncOfNothing()).isEqualTo(-Errno.EBADF.number());
    }

    /**
     * Race: more calls at once than there are states in the pool, each with an error number of its
     * own.
     */
    @Test
    void callsAtOnceDoNotMixTheirErrorNumbers() throws InterruptedException {
        AtomicInteger right = new AtomicInteger();
        CountDownLatch inside = new CountDownLatch(200);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                long answer = NativeCalls.invoke(state -> {
                    inside.countDown();
                    inside.await();
                    return (int) FSYNC.invokeExact(state, -1);
                });
                right.addAndGet(answer == -Errno.EBADF.number() ? 1 : 0);
            }));
        }
        for (Thread each : threads) {
            each.join();
        }
        assertThat(right).hasValue(200);
    }

    /**
     * The JDK makes objects of its own until it has compiled the calls' handles, so what counts is
     * the round with the fewest.
     */
    @Test
    void callsThatGiveMemoryBackNeedNoJavaHeap() {
        OperatingSystem system = OperatingSystem.current();
        long fewest = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long address = system.addressSpace().reserve(1 << 20, 4096);
            int[] descriptors =
                    IntStream.range(0, 200).map(i -> system.files().createInMemory("given back", 1)).toArray();
            long before = allocatedBytes();
            for (int i = 0; i < 200; i++) {
                LinuxCalls.madvise(address + i * 4096L, 4096, LinuxCalls.MADV_DONTNEED);
                LinuxCalls.munmap(address + i * 4096L, 4096);
                LinuxCalls.closeUnasked(descriptors[i]);
            }
            fewest = Math.min(fewest, allocatedBytes() - before);
            system.addressSpace().release(address, 1 << 20);
        }
        assertThat(fewest).as("less than an object a call").isLessThan(200 * 16);
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
