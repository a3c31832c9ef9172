/**
 * The experiment on occupancy: what rounding shared memory to powers of two costs a multiprocessor.
 *
 * <p>A <em>kernel</em> of the catalogue is a launch that real programs make. A <em>policy</em> is
 * how its blocks have their shared memory. Alone on a multiprocessor all blocks are alike, and the
 * planner counts them; in the <em>mix</em> blocks of all kernels come and go, and an allocator
 * places each.
 *
 * <p>Invariants: (1) all policies see the same blocks in the same order; (2) the mix keeps every
 * limit of the planner: warps, registers, blocks, shared memory.
 */
@NullMarked
package dev.cleave.lab.experiment.occupancy;

import org.jspecify.annotations.NullMarked;
