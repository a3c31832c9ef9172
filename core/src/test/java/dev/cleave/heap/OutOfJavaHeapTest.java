package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.ChildJvm;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a full Java heap does to a heap, in a JVM of its own: see {@link HeapOnFullJavaHeap}. */
@DisplayName("A heap on a full Java heap")
class OutOfJavaHeapTest {
    @ParameterizedTest
    @EnumSource
    @DisplayName("loses no block, whichever call fails, and can be closed, and its pool")
    void losesNothing(SafetyLevel level) throws IOException, InterruptedException {
        ChildJvm child = ChildJvm.run(
                List.of("-Xmx12m", "-Xint", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"),
                HeapOnFullJavaHeap.class, level.name());

        assertThat(child.exitCode()).as("%s", child.output()).isZero();
        assertThat(child.output()).contains("nothing is left");
    }
}
