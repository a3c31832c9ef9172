package dev.cleave.lab.experiment.crash;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.cleave.tiers.durable.ConflictException;
import dev.cleave.tiers.durable.DurableHeap;
import dev.cleave.tiers.durable.DurableTransaction;
import java.lang.foreign.MemorySegment;

/** One thread of a load: it does step after step, each a transaction, from where the heap stands. */
final class Worker {
    private final DurableHeap heap;
    private final Load load;
    private final int thread;
    private final CommitListener listener;
    private final CrashObjects objects;

    Worker(DurableHeap heap, Load load, int thread, CommitListener listener) {
        this.heap = heap;
        this.load = load;
        this.thread = thread;
        this.listener = listener;
        objects = new CrashObjects(heap, load);
    }

    /** Does the next step, until the heap has acknowledged it. */
    void step() {
        long counter = objects.counter(thread);
        Step step = Step.of(load, thread, objects.number(counter, 0) + 1, objects.sizes(thread));
        if (step.rehearsed()) {
            rehearse(step);
        }
        while (!committed(step, counter)) {
            Thread.onSpinWait();
        }
    }

    private void rehearse(Step step) {
        try (DurableTransaction transaction = heap.begin()) {
            step.changes().forEach(each -> change(transaction, step, each));
        }
    }

    /** Whether it was; else another thread had the shared object in hand. */
    private boolean committed(Step step, long counter) {
        try (DurableTransaction transaction = heap.begin()) {
            if (step.shares()) {
                transaction.write(objects.shared(), (long) thread * Long.BYTES, number(step.number()));
            }
            step.changes().forEach(each -> change(transaction, step, each));
            transaction.write(counter, 0, number(step.number()));
            listener.begun(thread, step.number());
            transaction.commit();
        } catch (ConflictException taken) {
            return false;
        }
        listener.acknowledged(thread, step.number());
        return true;
    }

    private static MemorySegment number(long number) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[Long.BYTES]);
        bytes.set(JAVA_LONG_UNALIGNED, 0, number);
        return bytes;
    }

    private void change(DurableTransaction transaction, Step step, Change change) {
        String name = CrashObjects.slotName(thread, change.slot());
        long before = objects.slot(thread, change.slot()).orElse(0);
        switch (change) {
            case Change.Put put -> {
                long handle = transaction.allocate(put.byteSize());
                write(transaction, step, handle, put.slot(), 0, put.byteSize());
                transaction.setRoot(name, handle);
                if (before != 0) {
                    transaction.free(before);
                }
            }
            case Change.Overwrite part ->
                    write(transaction, step, before, part.slot(), part.offset(), part.byteSize());
            case Change.Resize resize -> {
                int kept = (int) Math.min(heap.byteSize(before), resize.byteSize());
                transaction.resize(before, resize.byteSize());
                write(transaction, step, before, resize.slot(), kept, resize.byteSize() - kept);
            }
            case Change.Remove _ -> {
                transaction.removeRoot(name);
                transaction.free(before);
            }
        }
    }

    private void write(DurableTransaction transaction, Step step, long handle, int slot, int offset, int byteSize) {
        byte[] bytes = load.bytes(thread, step.number(), slot, byteSize);
        transaction.write(handle, offset, MemorySegment.ofArray(bytes));
    }
}
