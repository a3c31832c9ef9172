/**
 * The bench's workloads as JMH benchmarks, for its profilers and its statistics: {@code perf},
 * {@code gc}, {@code async}. What is measured, and how, stands in {@link dev.cleave.lab.bench};
 * here is only the harness. Arrow's buffers are measured here alone, over Cleave and over Arrow's
 * own managers.
 */
@NullMarked
package dev.cleave.benchmarks;

import org.jspecify.annotations.NullMarked;
