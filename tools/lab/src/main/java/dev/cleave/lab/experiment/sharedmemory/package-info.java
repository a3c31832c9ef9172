/**
 * The experiments on the buddy inside a kernel: many small tasks in one persistent kernel, and the
 * allocator under stress.
 *
 * <p>Words as in {@link dev.cleave.gpu.shared}. A <em>load</em> is a number of tasks whose needs are
 * drawn from some sizes. Where there is no OpenCL device an experiment has no rows, and its
 * parameter {@code device} says why.
 *
 * <p>Invariants: (1) all policies run the same tasks in the same order; (2) what went wrong on the
 * device is in the column {@code failures}.
 */
@NullMarked
package dev.cleave.lab.experiment.sharedmemory;

import org.jspecify.annotations.NullMarked;
