/**
 * The bench: workloads, and the honest measuring of them.
 *
 * <pre>
 *   BenchSettings ─▶ BenchRun ── one TrialProcess (a JVM) for each allocator, workload and thread count
 *                       │            └─ TrialRunner ── T threads, each a Worker over its hold of the Peer
 *                       ▼                                 ├ BlockHold: blocks by order, of BlockAllocator or ByteAllocator
 *                  BenchReport, Ratios ─▶ table, JSON     └ ByteAllocator: memory by the byte
 * </pre>
 *
 * <p>Words: a <i>workload</i> is what is done, a <i>trial</i> is a workload on an allocator with so
 * many threads, a <i>round</i> is one measured stretch of a trial, a <i>phase</i> is a part of a
 * workload that is timed by itself. A <i>peer</i> is an allocator opened for all threads of a
 * trial; a <i>hold</i> is one thread's way to it, and no contract of its own: it takes an order or
 * the place of a size, and the caller's slot for the block, so that a worker is the same for
 * allocators by order and by the byte. A <i>handle</i> is whatever long names a block to its own
 * allocator (an offset, an address).
 *
 * <p>Three things a figure is held against. The <i>floor</i>, two compare-and-sets on a private
 * word, makes figures of machines compare. The <i>reference</i>, stacks of free offsets and an
 * order map for one thread, tells what the structure of an allocator costs from what the workload
 * itself does: it goes through the same calls and makes the same random choices. The <i>best
 * peer</i> is the fastest other allocator of the same row that is not of this project's making:
 * neither Cleave, nor an algorithm of the workshop, nor one of the two yardsticks.
 *
 * <p>What makes the figures honest: (1) a JVM of its own for each trial, so that no allocator's
 * profile spoils the compiled code of another; (2) rounds of all allocators interleaved, the
 * floor's among them, so that a noisy minute of the machine falls on all of them; (3) whole warm-up
 * rounds first, with the same code; (4) every block that is handed out is also handed back, so that
 * no result can be optimised away; (5) set-up, shuffling and checking lie outside the clock; (6)
 * random choices come from a xorshift inside the clock, about a nanosecond, the same for every
 * allocator.
 *
 * <p>Four workloads are those on which the non-blocking buddy system was measured (Marotta, Ianni,
 * Scarselli, Pellegrini, Quaglia, CLUSTER 2018, and the programs that its authors published), with
 * a unit for the paper's minimum block of 8 bytes, so that its sizes of 8, 128 and 1,024 bytes are
 * orders 0, 4 and 7; order 4 unless told:
 *
 * <ul>
 *   <li>{@code threadtest} (Berger and others' Hoard, 2000): bursts of 10,000 allocations over all
 *       threads, then the frees.
 *   <li>{@code larson} (Larson and Krishnan, 1998): each thread replaces random ones of 1,000 live
 *       blocks and takes over the blocks of another from time to time: after 10,000 replacements
 *       here, where the original starts a new thread after as many rounds of 1,000. Sizes are 10 to
 *       100 bytes as Larson and Hoard had them, uniform; with an order asked for, all of that
 *       order, as the paper ran it.
 *   <li>{@code constant-occupancy}: five sizes from the smallest to 16 times that, so many of each
 *       that all sizes hold as much; a random block is freed and taken anew.
 *   <li>{@code linux-scalability} (Lever and Boreham, 2000): {@code pair}, at the paper's size.
 * </ul>
 *
 * <p>The heap's workloads deal in bytes ({@link dev.cleave.lab.peer.ByteAllocator}) where the
 * others deal in orders. Every allocator is as it comes, with the JVM's native-access flags alone;
 * Cleave's heap lies over a pool whose decay time is 0.4 s. In {@code heap-churn} every thread
 * writes to each page of its blocks, inside the clock; then, outside of it, resident memory is read
 * while all is live and again one second after all is freed, each less what was resident before the
 * first block, and with what the allocator keeps on the Java heap, which is resident from the start
 * (256 MiB, touched). In {@code heap-virtual} as many carriers as threads were asked for run a
 * thousand virtual threads, which give way to each other after every 2,000 pairs; a slot of each
 * lies on cache lines of its own.
 *
 * <p>The {@code netty-pattern} workloads deal in Netty's direct buffers, of the allocators that
 * have any, on recorded sizes ({@link dev.cleave.lab.bench.BufferSizes}); what a buffer's object
 * costs is inside the clock, as a server pays it. Cleave's buffers lie over a pool as the heap's
 * do.
 *
 * <p>The {@code gpu} workloads deal in the memory of the best Vulkan device that is here ({@link
 * dev.cleave.lab.device.DeviceAllocator}), with the sizes of VulkanMemoryAllocator's own tests. What
 * the mixed ones report of memory is what was reserved of the device, after each round.
 *
 * <p>The {@code cache} workloads deal in caches ({@link dev.cleave.lab.peer.CacheStore}) of arrays of
 * bytes by numbers, each as it comes, off the Java heap but for Caffeine, which answers without a
 * copy. All that is asked for fits, so that who keeps what plays no part.
 *
 * <p>What is reported: nanoseconds a processor spends on an operation. With no more threads than
 * processors that is each thread's own elapsed time, summed, over all operations; with more it is
 * the elapsed time of the whole phase times the number of processors, over all operations. With
 * {@link dev.cleave.lab.bench.Clock#PROCESSOR} it is what the system charged to the threads, over
 * all operations.
 */
@NullMarked
package dev.cleave.lab.bench;

import org.jspecify.annotations.NullMarked;
