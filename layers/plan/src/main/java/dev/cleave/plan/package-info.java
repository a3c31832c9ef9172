/**
 * Placement planned from a recorded sequence of allocations. Where a program repeats itself, the
 * lifetimes of its blocks are known beforehand, and their places can be chosen better than any
 * allocator can that sees one request at a time.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>sequence</dt><dd>allocations in order, and when each is freed; <em>position</em>: the number
 * of an allocation in it, 0 for the first</dd>
 * <dt>time</dt><dd>counted in allocations: a block lives from its position up to its <em>end</em>,
 * the position of the first allocation after its free</dd>
 * <dt>load</dt><dd>how much is live at a time; <em>most live</em>, the <em>peak</em>: the lower
 * bound, as no placement needs less</dd>
 * <dt>span</dt><dd>the rectangle that is placed: a size in <em>grains</em> of the alignment, and a
 * time</dd>
 * <dt>chain</dt><dd>spans of one size that follow one another in one place</dd>
 * <dt>layout, plan</dt><dd>a place for each span; the same in bytes, checked, with the sequence
 * that it is for</dd>
 * <dt>cycle, turn, period</dt><dd>a sequence that is repeated; one repetition; how many allocations
 * it has. <em>Carried</em>: freed in the turn after its own; it has a place of its own.
 * <em>Outlives</em>: still live when its position comes again; it has no place</dd>
 * <dt>hit</dt><dd>an allocation that was given its planned place; <em>miss</em>: one that the heap
 * served</dd>
 * <dt>overdue</dt><dd>a block that lives in a planned place after the plan has freed it</dd>
 * <dt>stray, astray</dt><dd>an allocation of another size than expected; a program after one, until
 * its place in the plan is known again</dd>
 * </dl>
 *
 * <h2>From a program to its plan and back</h2>
 * <pre>
 *   a program's events ─▶ Lifetimes ─▶ Cycle (where it repeats) ─▶ Lifetimes of a turn
 *                             │                                          │
 *                             └──────────────▶ Planner ◀─────────────────┘
 *                                                │  OutwardFit, Chains, OrderSearch
 *                                                ▼
 *                     PlanFile ◀──────────────▶ Plan ◀─ PlanCheck
 *                                                │
 *                                                ▼
 *   the program's next turns ◀────────────── PlannedPool: Course, PlaceTable, Strays; else Heap
 *
 *   LearningPool: Heap and Recording ─▶ Cycle ─▶ Plan ─▶ PlannedPool, and back where it differs
 * </pre>
 *
 * <h2>Invariants</h2>
 * <ol>
 * <li>No two blocks of a plan that live together overlap; a carried block overlaps nothing at any
 * time. {@link dev.cleave.plan.Plan} holds no places that were not checked for it.</li>
 * <li>A plan needs no less than the most that is live at its alignment.</li>
 * <li>Every live block in a place of a {@link dev.cleave.plan.PlannedPool} is one that the plan too
 * holds to be live at this position, or is overdue, or was carried.</li>
 * <li>So no two live blocks of a planned pool overlap, whatever the program does.</li>
 * </ol>
 *
 * <h2>Races, and their answers</h2>
 * <ol>
 * <li>Threads allocate and free in a planned pool at once: a lock makes all calls take turns
 * ({@code PlannedPoolTest.keepsThreadsApart}).</li>
 * <li>A thread frees while another closes: the close takes the lock, and a later free is refused
 * ({@code PlannedPoolTest.closesUnderThreads}).</li>
 * </ol>
 */
@NullMarked
package dev.cleave.plan;

import org.jspecify.annotations.NullMarked;
