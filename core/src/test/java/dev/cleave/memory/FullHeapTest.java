package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.BuddySpace;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@DisplayName("With no room left on the Java heap")
class FullHeapTest {
    private static final List<String> SMALL = List.of("-Xmx16m", "-Xms16m", "-XX:+UseSerialGC", "-XX:-UseTLAB",
            "--enable-native-access=ALL-UNNAMED");

    @Test
    @DisplayName("lists of committed runs are made as soon as there is room, and are whole")
    void listsAreWhole() throws Exception {
        assertThat(ChildJvm.run(SMALL, Lists.class)).isEqualTo(new ChildJvm(0, "refused some, served nearly all\n"));
    }

    /** Asks for runs with ever more room on the heap, from none to enough. */
    static final class Lists {
        private Lists() {}

        public static void main(String[] unused) {
            BuddySpace space = BuddySpace.builder(4096).magazines(false).build();
            FrameMap frames = new FrameMap(4096);
            frames.mark(0, 4096);
            for (long unit = 0; unit < 4096; unit += 256) {
                space.tryAllocateAt(unit, 1);
            }
            DirtyRuns runs = new DirtyRuns(space, frames, 0);
            byte[][] room = new byte[100][1 << 10];
            FullJavaHeap heap = FullJavaHeap.toTheLastBytes();
            heap.fill();
            int refused = 0;
            for (int each = 0; each < room.length; each++) {
                refused += isRefused(runs) ? 1 : 0;
                room[each] = null;
            }
            heap.release();
            int served = 0;
            for (int each = 0; each < 100; each++) {
                served += runs.take(8, 4096) != BuddySpace.NO_BLOCK ? 1 : 0;
            }
            System.out.print((refused > 0 ? "refused some" : "refused none") + ", served "
                    + (served >= 90 ? "nearly all" : served + " of 100") + "\n");
        }

        private static boolean isRefused(DirtyRuns runs) {
            try {
                return runs.take(1, 4096) == BuddySpace.NO_BLOCK;
            } catch (OutOfMemoryError full) {
                return true;
            }
        }
    }

    @Test
    @DisplayName("the daemon goes on, and purges all pools as soon as there is room")
    void theDaemonGoesOn() throws Exception {
        ChildJvm child = ChildJvm.run(SMALL, Daemon.class);
        assertThat(child.exitCode()).as("%s", child.output()).isZero();
        assertThat(child.output()).contains("told, purged");
    }

    /** Fills the heap while two pools are open and visited, one of them with a listener that fails. */
    static final class Daemon {
        private static final long LONGEST = Duration.ofMinutes(5).toNanos();

        private static volatile int visits;

        private Daemon() {}

        public static void main(String[] unused) {
            DecayListener listener = pool -> {
                int before = visits;
                visits = before + 1;
                throw new OutOfMemoryError("on purpose");
            };
            try (Pool first = open();
                    Pool second = open()) {
                first.addDecayListener(listener);
                long one = first.allocateAddress(2 << 20);
                long other = second.allocateAddress(2 << 20);
                first.free(first.allocateAddress(2 << 20));
                second.free(second.allocateAddress(2 << 20));
                BooleanSupplier visited = () -> visits >= 3;
                BooleanSupplier purged = () -> first.committedBytes() + second.committedBytes() == 0;
                FullJavaHeap heap = FullJavaHeap.toTheLastBytes();
                heap.fill();
                visits = 0;
                first.free(one);
                second.free(other);
                waitUntil(visited);
                heap.release();
                waitUntil(purged);
                String told = visited.getAsBoolean() ? "told" : "told no more";
                System.out.println(told + (purged.getAsBoolean() ? ", purged" : ", not purged"));
            }
        }

        private static void waitUntil(BooleanSupplier condition) {
            long begin = System.nanoTime();
            while (!condition.getAsBoolean() && System.nanoTime() - begin < LONGEST) {
                Thread.onSpinWait();
            }
        }

        private static Pool open() {
            return Pool.builder().capacity(4 << 20).decay(Duration.ofMillis(1)).build();
        }
    }
}
