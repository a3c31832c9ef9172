/**
 * The heap: memory of any size, allocated by any thread, freed by any thread.
 *
 * <h2>Words</h2>
 * A <em>size class</em> is a size that requests are rounded up to. A <em>slot</em> is a piece of a
 * class's size; a <em>slab</em> is a block of the pool cut into slots of one class. The slab that a
 * <em>stripe</em> (one of a few lanes of threads) takes slots from is its <em>current</em> one; the
 * others that have free slots stand on <em>shelves</em>, one for each class and stripe. What is
 * larger than the largest class is a <em>large block</em>. A slot that is free in a slab that has
 * others in use is <em>stranded</em>: nothing but its class can use it. A block is <em>sampled</em>
 * when who allocated it is remembered until it is freed; its slot is <em>marked</em> then. An
 * <em>object cache</em> is a class of its caller's own, whose slots hold <em>constructed</em>
 * objects, free or taken; how slots of a class begin and end is their <em>life</em>. An
 * <em>arena</em> remembers the blocks of its segments and frees them together. Above {@link
 * dev.cleave.heap.SafetyLevel#FAST} a block ends with a <em>canary</em>, bytes that nobody has a
 * reason to write, and a <em>seal</em>, its size and state, scrambled; and waits in
 * <em>quarantine</em> between its free and its next holder. What is open over a heap, arenas and
 * object caches, are its <em>dependents</em>: it is not closed under them. A slab is
 * <em>closed</em>, so that nobody takes its slots, while a <em>mover</em>, who knows the holders of
 * the blocks, moves what is in it elsewhere: an <em>evacuation</em>.
 *
 * <h2>Picture</h2>
 * <pre>
 *   allocate(100) ─▶ SizeClasses: class of 104 bytes ─▶ Currents[stripe, class] ─▶ Slab: lowest set bit of a word, one compare-and-set
 *                                                             │ none left
 *                                                             ▼
 *               the stripe's Shelf: a roomy slab ──▶ or Shelves: another stripe's empty one ─▶ or SlabBlocks: a new block of the pool, as large as
 *                                                                                                 SlabSizes wants and the Dialogue agrees
 *
 *   ObjectCache.take() ─▶ its own Currents[stripe] ─▶ Slab ─▶ its own Shelves ─▶ or SlabBlocks: a new block, whose SlotLife constructs all objects
 *
 *   free(address) ─▶ SlabMap[unit] ─▶ Slab: the slot's bit is set again, one compare-and-set ─▶ its first or last: Shelf
 *                         ├─ a large block: claimed in the map, and kept as a spare of its stripe, or given back to the pool
 *                         └─ a CachedSlab: refused, as only its ObjectCache takes its objects back
 *
 *   Pool: full, or its purge comes by ─▶ Upkeep, known weakly ─▶ Slabs: stripes put down what lies idle, empty slabs go back; LargeBlocks: spares go back
 * </pre>
 *
 * <h2>Invariants</h2>
 * <ol>
 * <li>A slot is free exactly when its bit is set, or its slab retired.</li>
 * <li>A slab is in one place: held by a stripe, on its shelf, full, closed, or retired. On a
 * shelf's list are those that say so, and no other.</li>
 * <li>A slab with a free slot is held or on a shelf, or closed, but for the moment in which a
 * thread moves it there.</li>
 * <li>The map says of every unit of a slab which one it is, from before its first slot can be taken
 * until after its last was claimed.</li>
 * <li>What is below a lock waits for no other lock: a slab is opened, and its block given back,
 * outside.</li>
 * <li>A free object of a cache is constructed: its constructor ran before its bit was set first,
 * its destructor runs after all bits of its slab were claimed.</li>
 * <li>A segment of an arena is dead, if it can be, before its block is freed.</li>
 * <li>A call that throws, an {@link java.lang.Error} too, has changed nothing: what it took of the
 * pool before went back. A slab is opened, or its block given back, whole or not at all: the Java
 * heap is asked for all that is needed before a block is leased or a slot can be taken, or what was
 * leased is given back where it refuses.</li>
 * <li>Giving back allocates nothing on the Java heap, unless somebody records or a destructor is to
 * be called, and but of what is sampled, and where a segment ends at
 * {@link dev.cleave.heap.SafetyLevel#CHECKED}.</li>
 * </ol>
 *
 * <h2>When the stack ends</h2>
 * {@link java.lang.StackOverflowError} may come out of any call. Whatever a call had begun to undo
 * by then may stay undone in part: no lock is kept, no slot is had by two, no list is broken; but a
 * block may be lost to the pool, or a slab that was on its way from one place to another may serve
 * nobody until its heap or cache is closed: one for each such error.
 *
 * <h2>Who calls whom</h2>
 * Constructors and destructors of caches run outside of all locks, and may use any heap or cache,
 * their own too. What they throw stops no other object and no block from its end, and comes out of
 * the call at its end: the first, with the others suppressed. A constructor is refused an object
 * that would have to be constructed for it in the same thread, as that would have no end. A cache
 * that its constructor closes gives nobody an object. One whose destructor wants to close it while
 * the pool has memory given back is not closed: closing waits for that.
 *
 * <h2>Races</h2>
 * <ol>
 * <li><strong>Two take one slot, or free one.</strong> Its bit lies in one word, swung by
 * compare-and-set: one has it, the other sees it gone; of two frees the second finds the bit set
 * and is refused.</li>
 * <li><strong>A slot comes back while its slab is put away as full.</strong> The freer sets the
 * bit, then reads the place; whoever puts it away writes the place, then reads the bits; all
 * volatile. One of the two sees the other, and the slab is shelved once, under its shelf's
 * lock.</li>
 * <li><strong>A slab is retired while a slot of it is taken.</strong> Retiring swings each word
 * from all free to none; a taken slot makes that fail, and what was swung is put back. Who takes
 * afterwards finds nothing.</li>
 * <li><strong>A slab is retired and serves another block while a thread still looks at it.</strong>
 * Slots of the other block are of the same class, and the thread reads where they lie after it took
 * one.</li>
 * <li><strong>Two threads exchange the current slab of one stripe.</strong> Under its shelf's lock
 * the second finds another slab than it saw, and uses that; what it had opened goes on the
 * shelf.</li>
 * <li><strong>A slot that is free already is freed while its slab is being retired.</strong> That
 * is freeing what another thread, the retiring one, holds: nobody can tell, as with any block that
 * is freed twice and has a new holder. The bit is overwritten when the slab serves its next
 * block.</li>
 * <li><strong>Two free one large block.</strong> They race for its entry in the map by
 * compare-and-set.</li>
 * <li><strong>A large block is resized while it is freed, or resized again.</strong> Who resizes it
 * takes its entry out of the map as a free does, and puts it back at its end: the other is refused.
 * A sealed one is not held from before, and sealed at its new end before its entry is back.</li>
 * <li><strong>An object is taken while its slab is being destructed.</strong> Cannot be: who
 * destructs swung every word to none (3), and owns all of them.</li>
 * <li><strong>A cache is discarded while it is trimmed under pressure, or the purge comes
 * by.</strong> As with a heap (13): its own {@link dev.cleave.heap.Upkeep} ends first. Each slab is
 * retired under the shelf's lock once.</li>
 * <li><strong>A shared arena is closed while another thread allocates.</strong> A block is
 * remembered under the lock that closing takes, or freed by who allocated it; it is zeroed before,
 * so nobody writes to one that was freed.</li>
 * <li><strong>A sampled block is freed while its address is handed out and sampled again.</strong>
 * Its mark and its sample are taken away before its slot's bit is set, or after its large block was
 * claimed and before that is a spare or the pool's: they are gone when the next holder has it.</li>
 * <li><strong>A heap is closed while the purge comes by, or another user of its pool asks for
 * memory.</strong> {@link dev.cleave.heap.Upkeep} notes which threads give back, and ends when none
 * does any more, before slabs go.</li>
 * <li><strong>Two free one sealed block.</strong> They race for its seal by compare-and-set; to
 * slabs and map it is handed out until it has left the quarantine, through whose lock one thread
 * takes it out.</li>
 * <li><strong>A slab goes to another stripe's shelf while a slot of it comes back.</strong> It goes
 * under the lock of the shelf that it leaves, which the freer takes too: who finds, under the lock,
 * that the slab is another shelf's by now goes there; and while nobody's current slab yet, it is
 * held.</li>
 * <li><strong>A chooser says another stripe in the middle of a call.</strong> Each step asks once
 * and keeps the answer: place, shelf and slab are of one stripe. Two steps of one call may use two
 * stripes, as two threads may.</li>
 * <li><strong>A heap is dropped while its pool asks it for memory.</strong> Whoever asks has it
 * until the call is over; afterwards the pool finds it gone, and asks no more. Its blocks stay
 * leased: their addresses may be in use.</li>
 * <li><strong>A heap is closed right after its arena, in which another thread allocates.</strong>
 * The arena depends on the heap until the last allocation that was under way has ended: the heap
 * refuses to be closed. Whoever opens an arena counts it and then looks for a closing, which
 * announces itself and then counts.</li>
 * <li><strong>A pressure listener closes the heap, the arena or the object cache whose request
 * asked it.</strong> The request looks again afterwards, gives back what it was given, and
 * throws.</li>
 * <li><strong>An object cache is closed while a request of another thread, of the heap or of
 * another cache, has it give back what lies idle.</strong> The request does so through the cache's
 * upkeep, whose end waits for it: no destructor runs behind a closed cache's back.</li>
 * <li><strong>A slot of a slab that was closed is taken by a thread that looked at it before, or
 * freed by its holder.</strong> The slab is retired only where each word can be swung from all free
 * to none; if not, it is put away as any other: see 2 and 3.</li>
 * </ol>
 * {@code HeapStressTest} provokes 1 to 5, 7, 8, 14 and 15 together with every byte's owner known,
 * {@code ObjectCacheStressTest} 1 to 5 and 9 with the state of every object known,
 * {@code HeapArenaTest} 11, 18 and 19, {@code ObjectCacheCallbacksTest} 19 of caches,
 * {@code DependentsTest} 20, {@code HeapSitesTest} ({@code surviveThreads}) 12,
 * {@code HeapDecayTest} ({@code isClosedDuringVisits}) 13, ({@code cacheIsClosedDuringAVisit}) 10,
 * {@code ShelvesTest} 15, {@code SlabsTest} ({@code followAnyChooser}) 16, {@code UpkeepTest}
 * ({@code keepsNoDroppedHeap}) 17, {@code MovingRaceTest} of the module {@code cache} 21. The
 * {@code verify} module provokes single races in pairs: {@code HeapFreeTwice} 1, 7 and 14,
 * {@code SlabRaces} 1 to 4, {@code LargeBlockRaces} 8, {@code CacheRaces} 9 and 10; and checks
 * histories, {@code SlotHistoryTest} of 1 and 2, {@code LargeBlockHistoryTest} of large blocks that
 * are resized.
 */
@NullMarked
package dev.cleave.heap;

import org.jspecify.annotations.NullMarked;
