package dev.cleave.lab.experiment.crash;

import dev.cleave.tiers.durable.DurableHeap;
import dev.cleave.tiers.durable.DurableTransaction;
import dev.cleave.tiers.durable.DurableUsage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Looks at a heap that was crashed and opened again: whether what was acknowledged is there, and
 * what was not is wholly there or wholly absent; and whether all bytes are somebody's, or free. It
 * empties the heap in the end, to see that nothing stays behind: give it a copy. One thread.
 */
final class Inspection {
    private final DurableHeap heap;
    private final List<Ledger> ledgers;
    private final Reports reports;
    private final CrashObjects objects;
    private final List<String> wrong = new ArrayList<>();
    private long lostCommitted;
    private long leakedBytes;

    private Inspection(DurableHeap heap, Load load, List<Ledger> ledgers, Reports reports) {
        this.heap = heap;
        this.ledgers = ledgers;
        this.reports = reports;
        objects = new CrashObjects(heap, load);
    }

    /**
     * Looks.
     *
     * @param ledgers of the threads, which are brought to where the heap stands
     * @param reports what the threads had reported by the crash
     */
    static Findings of(DurableHeap heap, Load load, List<Ledger> ledgers, Reports reports) {
        Inspection inspection = new Inspection(heap, load, ledgers, reports);
        inspection.look();
        return new Findings(inspection.lostCommitted, inspection.leakedBytes, inspection.wrong);
    }

    private void look() {
        heap.verify();
        if (objects.exist()) {
            ledgers.forEach(this::look);
        } else {
            ledgers.forEach(this::lookForNothing);
        }
        lookForStrangers();
        lookAtUsage();
        clear();
        DurableUsage empty = heap.usage();
        leak(empty.usedBytes() - empty.indexBytes(), "in use after everything was freed");
    }

    private void lookForNothing(Ledger ledger) {
        long lost = reports.lastAcknowledged(ledger.thread());
        if (lost > 0) {
            lose(lost, "all steps of thread " + ledger.thread() + " are gone, " + lost + " were acknowledged");
        }
    }

    private void look(Ledger ledger) {
        int thread = ledger.thread();
        long number = objects.number(objects.counter(thread), 0);
        long least = reports.lastAcknowledged(thread);
        long most = reports.lastBegun(thread);
        if (number < least) {
            lose(least - number, "thread " + thread + " is at step " + number + ", and " + least
                    + " was acknowledged");
        }
        if (number > most || number < ledger.number()) {
            wrong.add(
                    "thread " + thread + " is at step " + number + ", which was not begun: " + most + " was the last");
            return;
        }
        ledger.advanceTo(number);
        for (int slot = 0; slot < Load.SLOTS; slot++) {
            look(ledger, slot);
        }
        long shared = objects.number(objects.shared(), thread);
        if (shared != ledger.shared()) {
            lose(1, "thread " + thread + "'s part of the shared object has " + shared + " at step " + number + ", not "
                    + ledger.shared());
        }
    }

    private void look(Ledger ledger, int slot) {
        byte[] expected = ledger.slot(slot);
        OptionalLong handle = objects.slot(ledger.thread(), slot);
        byte[] found = handle.isPresent() ? objects.bytes(handle.getAsLong()) : new byte[0];
        int different = Arrays.mismatch(expected, found);
        if (different >= 0) {
            lose(1, CrashObjects.slotName(ledger.thread(), slot) + " has " + found.length + " bytes, "
                    + expected.length + " were to be there after step " + ledger.number() + "; they differ at "
                    + different);
        }
    }

    private void lose(long commits, String what) {
        lostCommitted += commits;
        wrong.add(what);
    }

    /** Objects that no step left there. */
    private void lookForStrangers() {
        int known = objects.exist() ? objects.fixed() + ledgers.stream().mapToInt(Ledger::objects).sum() : 0;
        long found = heap.usage().objects();
        if (found != known || heap.roots().size() != known) {
            wrong.add(found + " objects and " + heap.roots().size() + " roots are there, where " + known
                    + " were to be");
        }
    }

    private void lookAtUsage() {
        DurableUsage usage = heap.usage();
        leak(usage.capacity() - usage.usedBytes() - usage.freeBytes(), "neither used nor free");
    }

    private void leak(long bytes, String how) {
        if (bytes != 0) {
            leakedBytes += Math.abs(bytes);
            wrong.add(bytes + " bytes are " + how);
        }
    }

    private void clear() {
        List<Long> handles = new ArrayList<>();
        heap.forEach((handle, _) -> handles.add(handle));
        for (String root : heap.roots().keySet()) {
            try (DurableTransaction transaction = heap.begin()) {
                transaction.removeRoot(root);
                transaction.commit();
            }
        }
        for (long handle : handles) {
            try (DurableTransaction transaction = heap.begin()) {
                transaction.free(handle);
                transaction.commit();
            }
        }
        heap.checkpoint();
    }
}
