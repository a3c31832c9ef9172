package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.BuddySpace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessorNumbersTest {
    private static BitSet processors(String text) {
        return KernelText.set(text);
    }

    @Test
    void numbersThatLieFarUpAreMappedIntoADenseRange() {
        AtomicInteger processor = new AtomicInteger();
        ProcessorNumbers numbers = ProcessorNumbers.of(processor::get, processors("8-9,60,62-63"), "test");

        assertThat(numbers.count()).isEqualTo(5);
        int[] raw = {8, 9, 60, 62, 63};
        for (int dense = 0; dense < raw.length; dense++) {
            processor.set(raw[dense]);
            assertThat(numbers.getAsInt()).isEqualTo(dense);
        }
    }

    @Test
    void aNumberNeverSeenBeforeIsMappedIntoTheRangeToo() {
        AtomicInteger processor = new AtomicInteger();
        ProcessorNumbers numbers = ProcessorNumbers.of(processor::get, processors("4-6"), "test");

        for (int raw : new int[] {-1, 0, 3, 7, 64, 1023, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            processor.set(raw);
            assertThat(numbers.getAsInt()).as("processor " + raw).isBetween(0, 2);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void thisSystemTellsTheProcessorAndItChoosesStripes() {
        ProcessorNumbers numbers = ProcessorNumbers.current();
        assertThat(numbers.source()).isEqualTo("sched_getcpu");
        assertThat(numbers.count()).isPositive();
        BuddySpace space = BuddySpace.builder(4096).stripes(2).stripeChooser(numbers).build();
        for (int i = 0; i < 1000; i++) {
            assertThat(numbers.getAsInt()).isBetween(0, numbers.count() - 1);
            space.free(space.allocate(0));
        }
    }

    @Test
    void withoutSuchACallThreadIdsTakeItsPlaceAndSaySo() {
        ProcessorNumbers numbers = ProcessorNumbers.of(OperatingSystem.portable());

        assertThat(numbers.source()).isEqualTo("thread ids, as the portable port does not tell the processor");
        assertThat(numbers.getAsInt()).isBetween(0, numbers.count() - 1).isEqualTo(numbers.getAsInt());
    }

    /** A process that may run on the highest processor alone, whose number is none that it has stripes for. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aProcessOnOneProcessorHasOneNumber() throws IOException, InterruptedException {
        BitSet allowed = processors(KernelText.own().value("proc/self/status", "Cpus_allowed_list").orElseThrow());
        String java = System.getProperty("java.home") + "/bin/java";
        Process child = new ProcessBuilder("taskset", "-c", String.valueOf(allowed.length() - 1), java,
                "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
                Numbers.class.getName()).redirectErrorStream(true).start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(child.waitFor()).as(output).isZero();
        assertThat(output).contains("sched_getcpu count 1 number 0");
    }

    /** Says what its numbers are. */
    static final class Numbers {
        private Numbers() {}

        public static void main(String[] arguments) {
            ProcessorNumbers numbers = ProcessorNumbers.current();
            System.out.println(numbers.source() + " count " + numbers.count() + " number " + numbers.getAsInt());
        }
    }

    @Test
    void setsAreReadAsTheKernelWritesThem() {
        assertThat(processors("0-3,8,10-11\n").stream().boxed().toList()).isEqualTo(List.of(0, 1, 2, 3, 8, 10, 11));
        assertThat(processors("0").cardinality()).isEqualTo(1);
        assertThat(processors("").isEmpty()).isTrue();
        assertThat(processors("3-1").isEmpty()).isTrue();
        assertThat(processors("x").isEmpty()).isTrue();
    }
}
