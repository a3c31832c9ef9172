package dev.cleave.lab.experiment.footprint;

import dev.cleave.lab.jvm.ChildMain;
import dev.cleave.lab.peer.ByteAllocator;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.PrintStream;
import java.util.List;
import java.util.SplittableRandom;

/** The JVM in which one allocator carries one load: it prints a line a sample, and ends. */
final class FootprintProcess {
    /** Objects that are allocated and freed before the process is weighed, so that code and libraries are there. */
    private static final int WARM_UP = 2_000;

    private FootprintProcess() {}

    /**
     * Arguments are those of {@link FootprintTrial#toArguments()}. The load is carried by a thread
     * on which Netty is at its best.
     */
    public static void main(String[] arguments) throws InterruptedException {
        Thread thread = new FastThreadLocalThread(
                () -> ChildMain.run(out -> run(FootprintTrial.parse(List.of(arguments)), out)), "footprint");
        thread.start();
        thread.join();
        System.exit(0);
    }

    private static void run(FootprintTrial trial, PrintStream out) throws InterruptedException {
        FootprintLoad load = FootprintLoad.named(trial.load());
        SplittableRandom random = new SplittableRandom(trial.seed());
        int slots = load.mostObjects(trial.liveBytes());
        Subject subject = Subject.named(trial.subject());
        ByteAllocator heap = load.isBounded()
                ? subject.openBounded(slots, trial.liveBytes())
                : subject.open(slots, trial.liveBytes());
        LiveObjects objects = new LiveObjects(heap, slots, random.split(), !subject.writesItself());
        warmUp(objects, slots);
        MemoryGrowth growth = new MemoryGrowth(heap, trial.subject().equals(Subject.MALLOC.label()));
        load.run(objects, trial.liveBytes(), random,
                mark -> out.println(growth.sample(mark, objects.liveBytes(), objects.countedBytes()).toLine()));
    }

    private static void warmUp(LiveObjects objects, int slots) {
        int count = Math.min(WARM_UP, slots);
        for (int each = 0; each < count; each++) {
            objects.allocate(GhostLeakLoad.FIRST_BYTES);
        }
        for (int each = 0; each < count; each++) {
            objects.freeAny();
        }
    }
}
