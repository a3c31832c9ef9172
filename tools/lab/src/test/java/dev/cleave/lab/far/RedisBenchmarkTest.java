package dev.cleave.lab.far;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Redis's own benchmark")
class RedisBenchmarkTest {
    @Test
    @DisplayName("is read from its lines, and other lines are none")
    void lines() {
        List<FarFigures> figures = RedisBenchmark.parse("""
                "test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max"
                "SET","50000.00","1.115","0.100","1.063","1.847","2.431","3.007"
                "GET","100000.00","0.400","0.100","0.375","0.500","0.750","1.000"
                """, 4096, 1000, 2, 16);
        assertThat(figures).containsExactly(
                new FarFigures("redis-benchmark", "write", 2, 16, 1000, 50_000, 50_000 * 4096.0, 1063, 2431),
                new FarFigures("redis-benchmark", "read", 2, 16, 1000, 100_000, 100_000 * 4096.0, 375, 750));
        assertThat(RedisBenchmark.parse("Could not connect to Redis", 1, 1, 1, 1)).isEmpty();
    }
}
