package dev.cleave.memory;

import java.lang.StackWalker.StackFrame;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sampled blocks by their addresses: a hash table with linear probing. Finding and removing make no
 * Java object, so that a free needs no Java heap; adding does, and changes nothing where it fails.
 * Any thread may call anything; calls hold the table's monitor, which the virtual machine leaves in
 * any case. Samples are rare.
 */
final class SampleTable {
    private static final int SMALLEST = 64;

    /** Of 2<sup>64</sup>: it spreads neighbours farthest. Source: Knuth, volume 3, section 6.4. */
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private @Nullable Sample[] slots = new @Nullable Sample[SMALLEST];
    private int size;

    /**
     * Who allocated a block, when, and how many bytes it stands for, which is changed by its holder
     * alone.
     */
    static final class Sample {
        private final long address;
        private final List<StackFrame> callers;
        private final String child;
        private final long sampledAt = System.nanoTime();
        private volatile double bytes;

        /**
         * @param child the name of the child that the block was allocated from; empty where it was
         *     the pool itself
         */
        Sample(long address, List<StackFrame> callers, double bytes, String child) {
            this.address = address;
            this.callers = callers;
            this.bytes = bytes;
            this.child = child;
        }

        String child() {
            return child;
        }

        double bytes() {
            return bytes;
        }

        void stand(double forBytes) {
            bytes = forBytes;
        }

        long age() {
            return System.nanoTime() - sampledAt;
        }

        /** The callers, innermost first. */
        String place() {
            return callers.stream()
                    .map(frame -> frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber())
                    .collect(Collectors.joining(" < "));
        }
    }

    /** Adds a sample, in the place of what was known of its address. */
    synchronized void put(Sample sample) {
        if (2 * (size + 1) > slots.length) {
            grow();
        }
        int slot = find(slots, sample.address);
        size += slots[slot] == null ? 1 : 0;
        slots[slot] = sample;
    }

    /** What is known of an address, if anything. */
    synchronized @Nullable Sample get(long address) {
        return slots[find(slots, address)];
    }

    /** Forgets an address, and answers what was known of it, if anything; makes no Java object. */
    synchronized @Nullable Sample remove(long address) {
        int hole = find(slots, address);
        Sample removed = slots[hole];
        if (removed == null) {
            return null;
        }
        slots[hole] = null;
        size--;
        int mask = slots.length - 1;
        for (int slot = hole + 1 & mask;; slot = slot + 1 & mask) {
            Sample next = slots[slot];
            if (next == null) {
                return removed;
            }
            // one that lies at or behind its home as seen from the hole may move there
            if ((slot - home(slots, next.address) & mask) >= (slot - hole & mask)) {
                slots[hole] = next;
                slots[slot] = null;
                hole = slot;
            }
        }
    }

    /** All of them now. */
    synchronized List<Sample> all() {
        return Arrays.stream(slots).filter(Objects::nonNull).map(Objects::requireNonNull).toList();
    }

    synchronized int size() {
        return size;
    }

    private void grow() {
        @Nullable Sample[] larger = new @Nullable Sample[Math.multiplyExact(slots.length, 2)];
        for (Sample sample : slots) {
            if (sample != null) {
                larger[find(larger, sample.address)] = sample;
            }
        }
        slots = larger;
    }

    /**
     * The slot of an address, or the empty one where it would go: at most half of the slots are
     * full.
     */
    private static int find(@Nullable Sample[] slots, long address) {
        int slot = home(slots, address);
        for (Sample present = slots[slot]; present != null && present.address != address; present = slots[slot]) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    /** The high bits of a product: addresses are multiples of powers of two. */
    private static int home(@Nullable Sample[] slots, long address) {
        return (int) (address * GOLDEN_RATIO >>> Long.numberOfLeadingZeros(slots.length - 1L));
    }
}
