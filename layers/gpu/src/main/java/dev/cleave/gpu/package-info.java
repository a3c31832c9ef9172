/**
 * Device heaps: memory of graphics cards, from few large blocks, freed when its fence has passed,
 * moved only where nobody uses it.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>memory heap, memory type</dt><dd>one of the memories that a device reaches, and a kind of use
 * of it; the words are Vulkan's</dd>
 * <dt>block</dt><dd>what the driver hands out: few, large, slow to get</dd>
 * <dt>allocation</dt><dd>a piece of a block, in whole <em>units</em></dd>
 * <dt>grain</dt><dd>256 units: what a large allocation takes up is whole grains; <em>chunk</em>: 64
 * grains that small ones share by units</dd>
 * <dt>dedicated</dt><dd>an allocation that has a block of its own</dd>
 * <dt>pool</dt><dd>blocks of one memory type, and the allocations that share them</dd>
 * <dt>budget</dt><dd>what the driver lets this process use of a memory heap</dd>
 * <dt>fence</dt><dd>a point in the device's work that passes once</dd>
 * <dt>deferred</dt><dd>a free whose place is given back when its fence has passed;
 * <em>pending</em>: not yet. <em>Guard</em>: a fence until which an allocation is in use</dd>
 * <dt>atom</dt><dd>what flushes of non-coherent memory are rounded to</dd>
 * <dt>granularity</dt><dd>linear and optimal resources share no page of this size</dd>
 * <dt>pass, move, target</dt><dd>a step of a defragmentation; an allocation's way to another block;
 * its second place there</dd>
 * <dt>victim, evacuating</dt><dd>a block that is being emptied</dd>
 * <dt>sealed</dt><dd>a block all of whose units were taken, so that it can be given back</dd>
 * </dl>
 *
 * <h2>The way of a request</h2>
 * <pre>
 *   DeviceHeap       TypeChoice: which memory types suit
 *      |
 *   DevicePool       PoolShape: units, alignment, pages of its own, a block of its own
 *      |-- first look, waits for nobody: each block of PoolBlocks, the oldest first
 *      |      HeapBlock -- BlockSpace: buddy; ring, double stack
 *      |                     TwoGrainSpace, where it is large: GrainSpace of grains
 *      |                                                       FineChunk: a buddy of units
 *      |                -- OwnerTable: which allocation begins where
 *      |                -- LiveCount:  is it empty?
 *      |-- thorough look, under the lock of BlockSupply; then a fresh block
 *      |      BlockSupply: limits, budgets, empty blocks of all pools
 *      |
 *   OutOfMemorySteps DeferredFrees that are due; caches; the handler; a search behind each
 *      |
 *   DeviceMemoryExhaustedException, with a MemoryPicture
 * </pre>
 *
 * <h2>Invariants</h2>
 * <ol>
 * <li>A unit of a block belongs to one allocation at most, from the allocation of its place to the
 * free of it.
 * <li>An allocation is given back once: its state leaves LIVE, MOVING or PENDING in one
 * compare-and-set.
 * <li>A block goes back to the driver only after all of its units were taken by whoever gives it
 * back.
 * <li>No block is reserved that would pass a limit, or the driver's budget unless that is allowed.
 * <li>What a fence guards is neither handed out again nor moved before it has passed.
 * <li>Nothing of the user's is called while the lock is held: no fence, no cache, no handler.
 * </ol>
 *
 * <h2>Races</h2>
 * <ol>
 * <li><strong>Two free one allocation.</strong> Its state swings once; the other gets an exception.
 * DeviceHeapStressTest, {@code oneFree}.
 * <li><strong>A block is given up while others allocate in it.</strong> Whoever gives it up takes
 * all of its units at once; either that fails, or the others find no room. That no allocation
 * seemed to be in it was only a reason to try. DeviceHeapStressTest, {@code blocksComeAndGo}.
 * <li><strong>A block seems empty to nobody.</strong> Two threads that free the last allocations
 * may each see the other's count. The block is looked at again when memory is short, by a trim, or
 * by a later free. DeviceHeapStressTest, {@code blocksComeAndGo}.
 * <li><strong>A block remembers a refusal that a free has just made wrong.</strong> It is passed by
 * in first looks until its next free; the thorough look, before any block is reserved, asks the
 * space itself. DeviceHeapStressTest, {@code oneOwnerAUnit}.
 * <li><strong>Two need a fresh block.</strong> They hold the lock one after the other, and the second
 * searches again before it reserves. DeviceHeapStressTest, {@code oneOwnerAUnit}.
 * <li><strong>A free empties a block while the lock is held.</strong> It does not wait: the block
 * stays, and is looked at again. DeviceHeapStressTest, {@code oneOwnerAUnit}.
 * <li><strong>A fence passes while a request fails.</strong> Frees that are due are completed after a
 * search that found nothing, and it is made again as long as there were some. DeviceHeapStressTest,
 * {@code oneOwnerAUnit}.
 * <li><strong>An allocation is freed while it is moved.</strong> The state says which came first: the
 * move takes a LIVE one to MOVING, a free takes that to MOVING_FREED, and the end of the pass, or
 * whoever does not move it after all, gives back its places. DeviceHeapStressTest, {@code
 * defragmentedMeanwhile}, and DefragmentationTest, {@code givesBackWhatItLetsGo}.
 * <li><strong>An allocation is to be mapped for its life, and a move finds it.</strong> It is PENDING
 * until it is mapped, and no move takes such a one.
 * <li><strong>An allocation is mapped while a move claims it.</strong> Both hold its monitor: either the
 * mapping is refused, or the move leaves it alone. DeviceHeapStressTest, {@code
 * defragmentedMeanwhile}.
 * <li><strong>Others allocate in a victim.</strong> They may, if they had it in hand; it is then not
 * empty at the end of its moves, and is used as any other again. DeviceHeapStressTest, {@code
 * defragmentedMeanwhile}.
 * <li><strong>Two open one part of an owner table.</strong> One compare-and-set has it; the other uses
 * what it finds. OwnerTableTest, {@code threads}.
 * <li><strong>A block is unmapped for its long idleness while somebody maps it.</strong> Both hold the
 * mapping's monitor, and the one who unmaps looks again whether somebody uses it.
 * DeviceHeapStressTest, {@code defragmentedMeanwhile}.
 * <li><strong>A chunk is given up while others allocate in it.</strong> Whoever gives it up takes all
 * of its units first, as of a block; its place in the table is cleared before its grains are free.
 * TwoGrainSpaceStressTest, {@code chunksComeAndGo}.
 * <li><strong>Two need a fresh chunk.</strong> One opens it; the other is refused by the first look, and
 * finds it in the thorough one, or has grains of its own. TwoGrainSpaceStressTest, {@code
 * chunksComeAndGo}.
 * <li><strong>Two take overlapping ranges of grains, word by word.</strong> One finds a word taken and
 * gives back the words before. A thorough look that saw those taken meanwhile looks again.
 * GrainSpaceTest, {@code threads}.
 * <li><strong>A hint leads to a run that another thread has just taken, or is missing.</strong> Taking
 * fails, and the hint goes; a thorough look reads all bits. GrainSpaceTest, {@code threads} and {@code
 * thorough}.
 * </ol>
 */
@NullMarked
package dev.cleave.gpu;

import org.jspecify.annotations.NullMarked;
