package dev.cleave.memory;

import java.util.BitSet;
import java.util.function.IntSupplier;

/**
 * The number of the processor that the caller runs on, mapped into the dense range of those that
 * this process may run on: a stripe chooser for
 * {@link dev.cleave.buddy.BuddySpaceBuilder#stripeChooser}. Threads on different processors get
 * different stripes where there are as many, however many threads there are; a thread that is moved
 * to another processor between two calls gets another answer, which stripes allow.
 *
 * <p>Under {@code taskset}, cgroup cpusets and LXC, processor numbers exceed the number of
 * available processors: four processors 60 to 63 are 0 to 3 here. Which ones there are is read
 * once; a number that was not among them then, as the process may run on more by now, is mapped
 * into the same range.
 *
 * <p>Where the system does not tell the processor, the answer is the current thread's id instead,
 * and {@link #source()} says so. Thread-safe; makes no garbage; costs a call of a few nanoseconds.
 */
public final class ProcessorNumbers implements IntSupplier {
    private final IntSupplier numbers;
    private final int[] dense;
    private final int count;
    private final String source;

    private ProcessorNumbers(IntSupplier numbers, int[] dense, int count, String source) {
        this.numbers = numbers;
        this.dense = dense;
        this.count = count;
        this.source = source;
    }

    /** Those of the system that this JVM runs on. */
    public static ProcessorNumbers current() {
        return of(OperatingSystem.current());
    }

    /** Those that a port tells; thread ids where it tells none. */
    public static ProcessorNumbers of(OperatingSystem system) {
        return system.processorNumbers()
                .orElseGet(() -> threadIds("the " + system.name() + " port does not tell the processor"));
    }

    /**
     * Numbers from a source of them.
     *
     * @param numbers answers the caller's processor
     * @param allowed the processors that this process may run on, one at least
     */
    static ProcessorNumbers of(IntSupplier numbers, BitSet allowed, String source) {
        int[] dense = new int[allowed.length()];
        int next = 0;
        for (int number = 0; number < dense.length; number++) {
            dense[number] = allowed.get(number) ? next++ : -1;
        }
        int count = next;
        for (int number = 0; number < dense.length; number++) {
            dense[number] = dense[number] < 0 ? number % count : dense[number];
        }
        return new ProcessorNumbers(numbers, dense, count, source);
    }

    /** Thread ids over as many numbers as there are available processors. */
    static ProcessorNumbers threadIds(String reason) {
        return new ProcessorNumbers(() -> (int) Thread.currentThread().threadId(), new int[0],
                Runtime.getRuntime().availableProcessors(), "thread ids, as " + reason);
    }

    /** A number from 0 to one less than {@link #count()}. */
    @Override
    public int getAsInt() {
        int number = numbers.getAsInt();
        return number >= 0 && number < dense.length ? dense[number] : Math.floorMod(number, count);
    }

    /**
     * How many different answers there are: the processors that this process could run on when this
     * was made.
     */
    public int count() {
        return count;
    }

    /** Where the numbers come from: {@code sched_getcpu}, or thread ids and why. */
    public String source() {
        return source;
    }
}
