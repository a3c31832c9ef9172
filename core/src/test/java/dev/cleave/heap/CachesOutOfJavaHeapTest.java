package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.ChildJvm;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a full Java heap does to object caches, in a JVM of its own: see {@link
 * CachesOnFullJavaHeap}.
 */
@DisplayName("An object cache on a full Java heap")
class CachesOutOfJavaHeapTest {
    @Test
    @DisplayName("loses no object and no block, whichever call fails, and can be closed, and its pool")
    void losesNothing() throws IOException, InterruptedException {
        ChildJvm child = ChildJvm.run(
                List.of("-Xmx16m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"),
                CachesOnFullJavaHeap.class);

        assertThat(child.exitCode()).as("%s", child.output()).isZero();
        assertThat(child.output()).contains("nothing is left");
    }
}
