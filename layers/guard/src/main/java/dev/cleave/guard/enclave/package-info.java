/**
 * Pools in the little memory that the processor encrypts, where every wasted byte costs.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>budget</dt><dd>the trusted memory: pages, and all metadata</dd>
 * <dt>outside</dt><dd>untrusted memory: others may read and write it at any time</dd>
 * <dt>page, frame</dt><dd>4 KiB of a pool by number; 4 KiB of the budget that hold a page</dd>
 * <dt>to evict, to load</dt><dd>to seal a page and let it leave its frame (EWB in hardware); to bring
 * it back and open it (ELDU)</dd>
 * <dt>version</dt><dd>a number that a page is sealed with, and no page ever again</dd>
 * <dt>leaf</dt><dd>a page of the words of 512 pages: see VersionTree</dd>
 * <dt>grain</dt><dd>what sizes are rounded up to before anything else</dd>
 * <dt>boundary</dt><dd>the largest size of a class, and the bytes of its slots</dd>
 * <dt>slab</dt><dd>a few adjacent pages cut into slots of one class; its <em>tail</em> is what the
 * slots leave over</dd>
 * <dt>condemned</dt><dd>a slab with a page that was tampered with: it gives out no more slots</dd>
 * </dl>
 *
 * <h2>The parts</h2>
 * <pre>
 *   EnclavePool      one lock; pins
 *      |-- EnclaveObjects  what lies where: Slab and LargeObject by page
 *      |      |-- Shelves, Shelf     slabs by slot size, the fullest first
 *      |      |      +-- ClassLearner, ClassBoundaries, BoundarySearch, SizeHistogram
 *      |      |-- Placement          the lowest place, or any
 *      |      +-- PageRuns           page numbers, by best fit
 *      |-- MetadataAccount  a frame is withdrawn for each 4 KiB of tables
 *      +-- Paging           load, evict, pin, forget
 *             |-- VersionTree        where each page is, or its version
 *             |-- Frames             what is in the budget; CLOCK
 *             |-- PageSeal           AES-256-GCM
 *             +-- OutsidePages       untrusted memory
 * </pre>
 *
 * <h2>Invariants</h2>
 * <ol>
 * <li>Frames that hold pages, and metadata, are no more than the budget. EnclavePoolTest, {@code
 * metadataAreInTheBudget}.
 * <li>What opens under a page's number and version is what left last. TamperingTest.
 * <li>The leaf of a page that is in the budget is there too. EnclavePoolTest, {@code
 * moreThanTheBudget}.
 * <li>Whatever is free is zero: slots, frames, pages that come anew. EnclavePoolTest, {@code
 * wipes}, {@code roundTrip}.
 * <li>A page and its leaf can always be loaded: pins and metadata leave four frames alone. So
 * nothing but a pin or an allocation is ever refused for lack of frames. EnclavePoolTest, {@code
 * tooManyPins}.
 * </ol>
 *
 * <h2>Races</h2>
 * All calls take one lock; what is pinned is used without it.
 * <ol>
 * <li><strong>A page is wanted by others while somebody uses it.</strong> A pinned frame is no
 * victim. EnclavePoolTest, {@code pins}; EnclavePoolRaceTest, {@code objectsGoFromThreadToThread}.
 * <li><strong>An object is freed while it is pinned.</strong> The free is refused. EnclavePoolTest,
 * {@code pins}.
 * <li><strong>Two free one object.</strong> The second finds no object there. EnclavePoolRaceTest,
 * {@code oneFreeSucceeds}.
 * <li><strong>Memory outside changes while a page is opened.</strong> The page is copied into the
 * budget first, and only the copy is looked at; what is sealed is written outside when it is whole,
 * as the cipher reads back what it wrote. TamperingTest, {@code changesWhileItIsOpened}.
 * <li><strong>The pool is closed while others use it.</strong> They find it closed, or it finds
 * their pins. EnclavePoolTest, {@code pins}, {@code closed}.
 * </ol>
 */
@NullMarked
package dev.cleave.guard.enclave;

import org.jspecify.annotations.NullMarked;
