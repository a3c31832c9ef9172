/**
 * How many blocks of a kernel are resident on a multiprocessor of a CUDA card, and why not more.
 *
 * <p>{@link dev.cleave.gpu.occupancy.Occupancy#of} answers for a
 * {@link dev.cleave.gpu.occupancy.Launch} on a {@link dev.cleave.gpu.occupancy.Capability}. The
 * rules are those of the vendor's own function
 * {@code cudaOccMaxActiveBlocksPerMultiprocessor} (CUDA 13.0), with the default carve-out and
 * shared memory by opting in to the most. {@link dev.cleave.gpu.occupancy.Suggestions} looks for
 * small changes that make room for more.
 *
 * <h2>Words</h2> The vendor's: threads run in <em>warps</em> of 32; a <em>block</em> of threads
 * shares memory and lives on one <em>multiprocessor</em>, which has four sub-partitions with a
 * quarter of the registers each. A block is <em>resident</em> from its start to its end.
 * <em>Occupancy</em> is the share of a multiprocessor's warps that resident blocks fill.
 *
 * <p>Everything here is a value: any thread may use it, and nothing is shared.
 */
@NullMarked
package dev.cleave.gpu.occupancy;

import org.jspecify.annotations.NullMarked;
