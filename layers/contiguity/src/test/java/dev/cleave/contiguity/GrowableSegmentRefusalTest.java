package dev.cleave.contiguity;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cleave.memory.AddressSpace;
import dev.cleave.memory.MemorySource;
import dev.cleave.memory.OperatingSystem;
import dev.cleave.memory.OperatingSystemException;
import dev.cleave.memory.PageControl;
import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Each call of the system that a growable segment makes is refused in turn. */
@DisplayName("A growable segment, where the system refuses a call,")
@EnabledOnOs(OS.LINUX)
class GrowableSegmentRefusalTest {
    private static final long UNIT = 4 << 10;
    private static final int NOT_REFUSED = Integer.MAX_VALUE;

    /** How many of the calls below are made before one is refused, and which were made. */
    private int callsUntilRefusal = NOT_REFUSED;

    private final List<String> calls = new ArrayList<>();

    private final Pool pool = Pool.builder().name("refused").source(MemorySource.memfd("refused")).capacity(64 * UNIT)
            .operatingSystem(refusing()).purge(false).build();
    private final MapBudget maps = new MapBudget(() -> 1000);
    private final List<Long> taken = new ArrayList<>();

    private OperatingSystem refusing() {
        OperatingSystem system = OperatingSystem.current();
        AddressSpace addressSpace = counting(AddressSpace.class, system.addressSpace());
        PageControl pages = counting(PageControl.class, system.pages());
        return between(OperatingSystem.class, system, (name, answer) -> switch (name) {
            case "addressSpace" -> addressSpace;
            case "pages" -> pages;
            default -> answer;
        });
    }

    private <T> T counting(Class<T> port, T real) {
        return between(port, real, (name, answer) -> answer);
    }

    private interface Answer {
        Object of(String call, Object real);
    }

    private <T> T between(Class<T> port, T real, Answer answer) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, call, values) -> {
            if (port != OperatingSystem.class) {
                calls.add(call.getName());
                if (callsUntilRefusal-- == 0) {
                    throw new OperatingSystemException(call.getName(), "do as a test likes", 12, "do nothing");
                }
            }
            try {
                return answer.of(call.getName(), call.invoke(real, values));
            } catch (InvocationTargetException failure) {
                throw failure.getCause();
            }
        }));
    }

    @AfterEach
    void nothingIsLost() {
        callsUntilRefusal = NOT_REFUSED;
        taken.forEach(pool::free);
        assertThat(pool.usage().usedBytes()).isZero();
        assertThat(maps.taken()).isZero();
        pool.space().verify();
        pool.close();
    }

    private void comb() {
        for (long unit = 1; unit < 64; unit += 2) {
            long address = pool.baseAddress() + unit * UNIT;
            assertThat(pool.tryAllocateAt(address, UNIT)).isTrue();
            taken.add(address);
        }
    }

    private GrowableSegment open(long byteSize) {
        return GrowableSegment.builder(pool).mostBytes(40 * UNIT).mapBudget(maps).open(byteSize);
    }

    private static void stamp(MemorySegment segment) {
        for (long at = 0; at < segment.byteSize(); at += 512) {
            segment.set(JAVA_LONG, at, ~at);
        }
    }

    private static void check(MemorySegment segment, long bytes) {
        for (long at = 0; at < bytes; at += 512) {
            assertThat(segment.get(JAVA_LONG, at)).isEqualTo(~at);
        }
    }

    @Test
    @DisplayName("is not opened, and leaves nothing behind")
    void opening() {
        comb();
        for (int allowed = 0; allowed < 5; allowed++) {
            callsUntilRefusal = allowed;
            assertThatExceptionOfType(OperatingSystemException.class).as("%d calls", allowed)
                    .isThrownBy(() -> open(3 * UNIT));
            assertThat(pool.usedBytes()).isEqualTo(taken.size() * UNIT);
            assertThat(maps.taken()).isZero();
        }
        callsUntilRefusal = NOT_REFUSED;
        open(3 * UNIT).close();
    }

    @Test
    @DisplayName("does not grow, and is as it was: by pieces, by extension, by a copy")
    void growing() {
        comb();
        try (GrowableSegment segment = open(3 * UNIT)) {
            stamp(segment.segment());
            refuseEach(segment, 4, 7 * UNIT);
            pool.free(taken.removeLast());
            pool.free(taken.removeLast());
        }
        taken.forEach(pool::free);
        taken.clear();
        try (GrowableSegment segment = open(UNIT)) {
            stamp(segment.segment());
            refuseEach(segment, 2, 2 * UNIT);
        }
        copying();
    }

    private void copying() {
        comb();
        MapBudget few = new MapBudget(() -> 8);
        try (GrowableSegment segment = GrowableSegment.builder(pool).mostBytes(40 * UNIT).mapBudget(few)
                .open(5 * UNIT)) {
            stamp(segment.segment());
            taken.subList(16, 32).forEach(pool::free);
            taken.subList(16, 32).clear();
            refuseEach(segment, 2, 15 * UNIT);
            assertThat(segment.grow(15 * UNIT)).isEqualTo(GrowthWay.COPIED);
            check(segment.segment(), 5 * UNIT);
        }
        assertThat(few.taken()).isZero();
    }

    /** Refuses each of so many calls that growing makes. */
    private void refuseEach(GrowableSegment segment, int count, long bytes) {
        long before = segment.byteSize();
        long used = pool.usedBytes();
        for (int allowed = 0; allowed < count; allowed++) {
            callsUntilRefusal = allowed;
            assertThatExceptionOfType(RuntimeException.class).as("%d calls", allowed)
                    .isThrownBy(() -> segment.grow(bytes));
            callsUntilRefusal = NOT_REFUSED;
            assertThat(segment.byteSize()).isEqualTo(before);
            assertThat(pool.usedBytes()).isEqualTo(used);
            check(segment.segment(), before);
        }
    }

    @Test
    @DisplayName("does not shrink, and is as long as it was")
    void shrinking() {
        comb();
        try (GrowableSegment segment = open(8 * UNIT)) {
            stamp(segment.segment());
            callsUntilRefusal = 0;
            assertThatExceptionOfType(OperatingSystemException.class).isThrownBy(() -> segment.shrink(3 * UNIT));
            callsUntilRefusal = NOT_REFUSED;
            check(segment.segment(), 8 * UNIT);
            segment.shrink(3 * UNIT);
            check(segment.segment(), 3 * UNIT);
        }
    }

    @Test
    @DisplayName("stays open, and can be closed again")
    void closing() {
        comb();
        GrowableSegment segment = open(8 * UNIT);
        stamp(segment.segment());
        callsUntilRefusal = 0;
        assertThatExceptionOfType(OperatingSystemException.class).isThrownBy(segment::close);
        callsUntilRefusal = NOT_REFUSED;
        check(segment.segment(), 8 * UNIT);
        segment.close();
    }
}
