package dev.cleave.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.MapFeature;
import dev.cleave.memory.Pool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import junit.framework.TestFailure;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The view as a ConcurrentMap")
class ConcurrentViewTest {
    @Test
    @DisplayName("passes Guava's tests of a ConcurrentMap")
    void guava() {
        List<OffHeapMap<String, String>> maps = new ArrayList<>();
        try (Pool pool = SmallPool.of(64 << 20)) {
            TestSuite suite = ConcurrentMapTestSuiteBuilder.using(new TestStringMapGenerator() {
                @Override
                protected Map<String, String> create(Map.Entry<String, String>[] entries) {
                    maps.forEach(OffHeapMap::close);
                    maps.clear();
                    OffHeapMap<String, String> map =
                            OffHeapMap.builder(pool, Codecs.strings(), Codecs.strings()).stripes(2).build();
                    maps.add(map);
                    for (Map.Entry<String, String> each : entries) {
                        map.put(each.getKey(), each.getValue());
                    }
                    return map.asMap();
                }
            })
                    .named("off-heap map")
                    .withFeatures(CollectionSize.ANY, MapFeature.GENERAL_PURPOSE,
                            CollectionFeature.SUPPORTS_ITERATOR_REMOVE)
                    .createTestSuite();
            TestResult result = new TestResult();
            suite.run(result);
            List<TestFailure> failures = new ArrayList<>(Collections.list(result.failures()));
            failures.addAll(Collections.list(result.errors()));
            assertThat(failures).extracting(each -> each.failedTest() + ": " + each.trace()).isEmpty();
            assertThat(result.runCount()).isGreaterThan(500);
            maps.forEach(OffHeapMap::close);
        }
    }
}
