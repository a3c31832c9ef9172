/**
 * Whether a recoverable heap loses anything when it is brought down: killed, or left without power
 * with writes in flight.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>load</dt><dd>what threads do to a heap; it follows from a seed</dd>
 * <dt>step</dt><dd>one transaction of one thread, worked out from its number and the sizes of the
 * thread's objects</dd>
 * <dt>ledger</dt><dd>what the objects of one thread hold after so many steps</dd>
 * <dt>life</dt><dd>from one opening of a heap to the crash that ends it</dd>
 * </dl>
 *
 * <pre>
 *   CrashExperiment ── CrashTally ── CrashLives ─┬─ KilledLives ─── SpareProcess ═╪═ CrashProcess ─┐
 *                                                │                 (pipe)                          ├─ Workers ─ Worker ─ Step
 *                                                └─ WritebackLives ─ SimulatedDisk ────────────────┘
 *                                  after each:  Inspection  (Ledger beside heap, by Reports)
 * </pre>
 *
 * <p>Invariants: (1) what a thread commits follows from the seed and the number of the step alone,
 * so whoever checks needs no word from whoever commits ({@code StepTest}, {@code LedgerTest}); (2) a
 * commit is reported as begun before anything of it can be in the file, and as acknowledged only
 * after the heap said so ({@code ReportsTest}); (3) an image of a simulated disk has every byte that
 * a finished sync was about, and of the others any ({@code SimulatedDiskTest}); (4) a heap that
 * loses, halves or leaks is found out ({@code InspectionTest}, {@code WritebackLivesTest}).
 *
 * <p>Races: (1) a commit is acknowledged while the image is made: what must be in it was read
 * before, what may be in it is read after; (2) a write meets a sync: it is the sync's only if it had
 * returned when the sync began; (3) a process dies while it reports: a line is one write to the
 * pipe, and there wholly or not at all.
 */
@NullMarked
package dev.cleave.lab.experiment.crash;

import org.jspecify.annotations.NullMarked;
