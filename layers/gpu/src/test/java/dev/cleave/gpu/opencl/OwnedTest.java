package dev.cleave.gpu.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.lwjgl.opencl.CL10;

class OwnedTest {
    private static final int ROUNDS = 1_000;

    private final Belongings<Owned> owner = new Belongings<>();
    private final AtomicInteger released = new AtomicInteger();

    private Owned owned() {
        return new Owned("thing", 42, handle -> {
            released.incrementAndGet();
            return CL10.CL_SUCCESS;
        }, owner);
    }

    @Test
    void isReleasedOnceAndThenRefused() {
        Owned thing = owned();
        assertThat(thing.handle()).isEqualTo(42);
        thing.close();
        thing.close();
        assertThat(released).hasValue(1);
        assertThat(owner.count()).isZero();
        assertThatThrownBy(thing::handle)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the OpenCL thing is closed");
    }

    @Test
    void aRefusedReleaseIsToldAndNotRepeated() {
        Owned thing = new Owned("thing", 42, handle -> -5, owner);
        assertThatThrownBy(thing::close)
                .isInstanceOf(OpenClException.class)
                .hasMessage("closing the OpenCL thing: out of resources (error -5)");
        thing.close();
        assertThat(owner.count()).isZero();
    }

    @Test
    void whatComesAfterTheEndIsReleasedAndRefused() {
        owner.end();
        assertThatThrownBy(this::owned).hasMessage("the OpenCL context is closed");
        assertThat(released).hasValue(1);
    }

    @Test
    void theLastMadeIsHandedOutFirst() {
        Owned first = owned();
        Owned second = owned();
        assertThat(owner.end()).containsExactly(second, first);
        assertThat(owner.end()).isEmpty();
    }

    @Test
    void twoCloseOneThing() {
        for (int round = 0; round < ROUNDS; round++) {
            Owned thing = owned();
            together(thing::close, thing::close);
        }
        assertThat(released).hasValue(ROUNDS);
    }

    @Test
    void closingAgainstMaking() {
        AtomicInteger made = new AtomicInteger();
        for (int round = 0; round < ROUNDS; round++) {
            Belongings<Owned> context = new Belongings<>();
            together(() -> context.end().forEach(Owned::close), () -> {
                made.incrementAndGet();
                try {
                    new Owned("thing", 42, handle -> {
                        released.incrementAndGet();
                        return CL10.CL_SUCCESS;
                    }, context).handle();
                } catch (IllegalStateException closed) {
                    assertThat(closed).hasMessageEndingWith("is closed");
                }
            });
            context.end().forEach(Owned::close);
        }
        assertThat(released).hasValue(made.get());
    }

    private static void together(Runnable... each) {
        CyclicBarrier start = new CyclicBarrier(each.length);
        List<Future<?>> ended;
        try (ExecutorService threads = Executors.newFixedThreadPool(each.length)) {
            ended = Arrays.stream(each).<Future<?>>map(task -> threads.submit(() -> {
                start.await();
                task.run();
                return null;
            })).toList();
        }
        ended.forEach(Future::resultNow);
    }
}
