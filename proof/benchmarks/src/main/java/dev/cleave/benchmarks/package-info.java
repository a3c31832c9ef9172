/**
 * The bench's workloads as JMH benchmarks, for its profilers and its statistics: {@code perf}, {@code gc}, {@code async}.
 * What is measured, and how, stands in {@link dev.cleave.lab.bench}; here is only the harness.
 */
@NullMarked
package dev.cleave.benchmarks;

import org.jspecify.annotations.NullMarked;
