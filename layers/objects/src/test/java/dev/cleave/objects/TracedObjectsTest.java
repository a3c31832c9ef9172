package dev.cleave.objects;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.memory.Pool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Traced objects")
class TracedObjectsTest {
    private static final ObjectShape NODE = ObjectShape.of(40, 0, 24);

    private final Pool pool = Pool.builder().name("traced").capacity(8 << 20).purge(false).build();
    private final ObjectSpace space = ObjectSpace.builder(pool).region(32 << 10).stripes(1).build();
    private final TracedObjects objects = TracedObjects.of(space);

    @AfterEach
    void nothingIsLost() {
        objects.close();
        assertThat(space.objects()).isZero();
        space.close();
        pool.close();
    }

    @Test
    @DisplayName("live while a root leads to them, and die in a circle when none does")
    void circlesDie() {
        long root = objects.allocate(NODE);
        long first = objects.allocate(NODE);
        long second = objects.allocate(NODE);
        objects.link(root, 1, first);
        objects.link(first, 0, second);
        objects.link(second, 1, first);
        objects.release(first);
        objects.release(second);
        objects.collect();
        assertThat(space.isLive(first) && space.isLive(second)).isTrue();
        assertThat(objects.linked(second, 1)).isEqualTo(first);
        objects.link(root, 1, 0);
        objects.collect();
        assertThat(space.isLive(root)).isTrue();
        assertThat(space.isLive(first) || space.isLive(second)).isFalse();
        assertThat(objects.usage().freed()).isEqualTo(2);
        assertThat(objects.usage().cycles()).isEqualTo(2);
    }

    @Test
    @DisplayName("are not lost when a link is moved past the collector while it marks")
    void aLinkMovedBehindTheMarker() {
        long root = objects.allocate(NODE);
        long seen = objects.allocate(NODE);
        long late = objects.allocate(NODE);
        long moved = objects.allocate(NODE);
        objects.link(root, 0, seen);
        objects.link(seen, 0, late);
        objects.link(late, 0, moved);
        objects.release(seen);
        objects.release(late);
        objects.release(moved);
        objects.step(1);
        objects.step(1);
        objects.link(root, 1, moved);
        objects.link(late, 0, 0);
        long born = objects.allocate(NODE);
        objects.release(born);
        objects.link(root, 0, born);
        while (!objects.step(1)) {
            assertThat(objects.usage().cycles()).isZero();
        }
        assertThat(space.isLive(moved)).as("was reachable at all times").isTrue();
        assertThat(space.isLive(born)).as("was born meanwhile").isTrue();
        objects.collect();
        assertThat(space.isLive(seen) || space.isLive(late)).as("died during the cycle before").isFalse();
        assertThat(space.isLive(moved) && space.isLive(born)).isTrue();
    }

    @Test
    @DisplayName("that nothing led to can be kept while marking goes on, and are refused when it is over")
    void keptAtTheLastMoment() {
        long first = objects.allocate(NODE);
        long child = objects.allocate(NODE);
        long second = objects.allocate(NODE);
        objects.link(first, 0, child);
        for (long each : new long[] {first, child, second}) {
            objects.release(each);
        }
        objects.step(1);
        objects.retain(first);
        objects.step(10);
        assertThatIllegalStateException().isThrownBy(() -> objects.retain(second));
        assertThatIllegalStateException().isThrownBy(() -> objects.link(first, 1, second));
        assertThat(objects.step(10)).isTrue();
        assertThat(space.isLive(first) && space.isLive(child)).isTrue();
        assertThat(space.isLive(second)).isFalse();
    }

    @Test
    @DisplayName("that are pinned are freed a cycle later")
    void pinnedOnesWait() {
        long handle = objects.allocate(NODE);
        objects.write(handle, 8, new byte[] {1, 2}, 0, 2);
        assertThat(objects.<Byte>read(handle, bytes -> bytes.get(JAVA_BYTE, 9)))
                .isEqualTo((byte) 2);
        objects.release(handle);
        try (ObjectPin pin = space.pin(handle)) {
            objects.collect();
            assertThat(pin.byteSize()).isEqualTo(48);
            assertThat(space.isLive(handle)).isTrue();
        }
        objects.collect();
        assertThat(space.isLive(handle)).isFalse();
    }

    @Test
    @DisplayName("refuse shapes, fields, roots and counts that are none")
    void refuses() {
        assertThatIllegalArgumentException().isThrownBy(() -> ObjectShape.of(0));
        assertThatIllegalArgumentException().isThrownBy(() -> ObjectShape.of(16, 9)).withMessageContaining("at 9");
        assertThatIllegalArgumentException().isThrownBy(() -> ObjectShape.of(16, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> ObjectShape.of(24, 0, 7)).withMessageContaining("at 7");
        long handle = objects.allocate(NODE);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> objects.link(handle, 2, 0));
        objects.release(handle);
        assertThatIllegalArgumentException().isThrownBy(() -> objects.release(handle)).withMessageContaining("no root");
        objects.collect();
        assertThatIllegalStateException().isThrownBy(() -> objects.retain(handle));
        long other = objects.allocate(NODE);
        assertThatIllegalStateException().isThrownBy(() -> objects.link(other, 0, handle));
        assertThatIllegalArgumentException().isThrownBy(() -> objects.step(0));
        objects.close();
        assertThatIllegalStateException().isThrownBy(() -> objects.allocate(NODE));
    }

    @Test
    @DisplayName("are, after any history of links and steps, just those that a walk over a model finds")
    void anyHistory() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        Map<Long, long[]> model = new HashMap<>();
        List<Long> roots = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            List<Long> known = reachable(model, roots, random);
            if (roots.size() < 20 || random.nextInt(4) == 0) {
                long born = objects.allocate(NODE);
                model.put(born, new long[2]);
                roots.add(born);
            } else if (random.nextInt(4) == 0) {
                objects.release(roots.remove(random.nextInt(roots.size())));
            } else {
                long from = known.get(random.nextInt(known.size()));
                long to = random.nextInt(5) == 0 ? 0 : known.get(random.nextInt(known.size()));
                int field = random.nextInt(2);
                objects.link(from, field, to);
                model.get(from)[field] = to;
            }
            objects.step(1 + random.nextInt(8));
        }
        objects.collect();
        Set<Long> live = walk(model, roots);
        assertThat(objects.usage().objects()).as("seed %d", seed).isEqualTo(live.size());
        assertThat(live).as("seed %d", seed).allSatisfy(handle -> {
            assertThat(objects.linked(handle, 0)).isEqualTo(model.get(handle)[0]);
            assertThat(objects.linked(handle, 1)).isEqualTo(model.get(handle)[1]);
        });
    }

    /** Some of what can be reached: a walk from a root. */
    private static List<Long> reachable(Map<Long, long[]> model, List<Long> roots, SplittableRandom random) {
        List<Long> found = new ArrayList<>();
        for (int walk = 0; walk < 3 && !roots.isEmpty(); walk++) {
            long at = roots.get(random.nextInt(roots.size()));
            for (int steps = random.nextInt(6); at != 0 && steps >= 0; steps--) {
                found.add(at);
                at = model.get(at)[random.nextInt(2)];
            }
        }
        return found;
    }

    private static Set<Long> walk(Map<Long, long[]> model, List<Long> roots) {
        Set<Long> seen = new HashSet<>();
        List<Long> open = new ArrayList<>(roots);
        while (!open.isEmpty()) {
            long handle = open.removeLast();
            if (handle != 0 && seen.add(handle)) {
                for (long each : model.get(handle)) {
                    open.add(each);
                }
            }
        }
        return seen;
    }
}
