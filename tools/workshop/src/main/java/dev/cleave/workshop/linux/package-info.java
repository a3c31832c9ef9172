/**
 * The binary buddy as Linux has it. Begin with {@link dev.cleave.workshop.linux.LinuxBuddy}.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>page</dt><dd>a unit; here and in the kernel</dd>
 * <dt>mobility</dt><dd>whether what a page holds can be moved or given up; the kernel's <em>migrate type</em></dd>
 * <dt>pageblock</dt><dd>512 aligned pages (or fewer, in small spaces) that have one mobility in common</dd>
 * <dt>zone</dt><dd>the lists of free blocks and the lock around them</dd>
 * <dt>per-CPU lists, kept</dt><dd>small blocks that one processor keeps unmerged; here threads are spread over the
 * lists by their number</dd>
 * <dt>fallback</dt><dd>a request served from another mobility's lists; an <em>extfrag event</em></dd>
 * <dt>batch, high mark</dt><dd>how many pages move between zone and per-CPU lists at once; when they move back</dd>
 * </dl>
 *
 * <pre>
 *   LinuxBuddy ─▶ PerCpuLists ─▶ Zone ⇄ Fallback         each calls downward; a fallback is the zone's second half
 *                     │           │
 *                     ▼           ▼
 *                  SpinLock   PageLists, PageState  ─▶ Atomics
 * </pre>
 *
 * <h2>Invariants</h2>
 * <ol>
 * <li>A page is in one free block of the zone, or one kept block, or one allocated block, or in the hands of one
 * call.</li>
 * <li>A free block lies in the list of its order and of its pageblock's mobility; its first page's state says "free"
 * and the order.</li>
 * <li>No free block's buddy is free; but kept blocks are not merged.</li>
 * <li>A free block of several pageblocks lies in pageblocks of one mobility.</li>
 * <li>The state of a page says "allocated" exactly from an allocation's last step to the first step of its free.</li>
 * <li>Locks are taken in one order: per-CPU lists upwards, then the zone. Nobody but a request about to fail, or a
 * drain, waits for another's per-CPU lists.</li>
 * </ol>
 *
 * <h2>Races</h2>
 * <ol>
 * <li><strong>Two threads use one processor's lists.</strong> The second finds them locked and goes to the zone; it
 * does not wait.</li>
 * <li><strong>Two free one block.</strong> The state swings once from "allocated", by compare-and-set, before anything
 * else is touched; the other is refused.</li>
 * <li><strong>A pageblock is converted while a page of it is freed to a per-CPU list, or lies there.</strong> The page
 * is kept in the old mobility's list and may serve it once more. When it comes to the zone, under the lock, it goes
 * where its pageblock then says.</li>
 * <li><strong>A request finds nothing while another thread moves a batch.</strong> It drains and looks again with every
 * lock held: no batch is on its way then, and blocks that another call freed but has not yet put anywhere were freed
 * after this request, or at the same time.</li>
 * <li><strong>Movable pages are counted while blocks come and go.</strong> The count only decides whether a pageblock
 * is converted: a wrong one costs fragmentation, never a page.</li>
 * <li><strong>A thread is stopped while it holds a lock.</strong> The others wait, and give up their processors while
 * they do: blocking, as the original.</li>
 * </ol>
 * {@code LinuxBuddyStressTest} provokes 1 to 5 with every unit's owner known.
 */
@NullMarked
package dev.cleave.workshop.linux;

import org.jspecify.annotations.NullMarked;
