package dev.cleave.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.histories.Patience;
import dev.cleave.memory.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Background evacuation")
class BackgroundEvacuationTest {
    @Test
    @DisplayName("brings a space's holes below what is allowed while nobody allocates")
    void worksAlone() throws InterruptedException {
        try (Pool pool = Pool.builder().name("background").capacity(8 << 20).purge(false).build();
                ObjectSpace space = ObjectSpace.builder(pool).region(16 << 10).stripes(1).utilisation(0.9)
                        .evacuateInBackground(Duration.ofMillis(1), 32 << 10).build()) {
            List<Long> handles = new ArrayList<>();
            for (int each = 0; each < 8000; each++) {
                handles.add(space.allocate(200));
            }
            for (int each = 0; each < handles.size(); each++) {
                if (each % 4 != 0) {
                    space.free(handles.get(each));
                }
            }
            Patience.waitUntil(
                    () -> space.usage().holeBytes() <= 0.1 * space.usage().regions() * space.regionBytes());
            assertThat(space.usage().evacuatedRegions()).isPositive();
        }
    }
}
