/**
 * The density experiment: how much of a pool can be used, how large a block can be had of it, and
 * what is resident for what is live.
 *
 * <pre>
 *   DensityExperiment ─▶ FillCase, PhasesCase, … ─▶ DensityRow, ChartPanel ─▶ DensityTable
 *                             │ loads     ▲
 *                             ▼           ║ what is served; what is resident
 *                         DensityRun ── carry ─▶ in this JVM: those that can be full, never written to
 *                             └──────── weigh ═▶ DensityTrial ═▶ DensityProcess, a JVM each, written to
 * </pre>
 *
 * <p>Words: a <i>contestant</i> is an allocator, asked in one of its ways; a <i>load</i> is what is
 * asked of it; the <i>use</i> of a capacity are the bytes that were asked for and are live in it;
 * the <i>ideal</i> is a textbook's best fit by address.
 *
 * <p>Invariants: (1) what is asked depends on the load alone, and on what was refused; two threads
 * take turns; (2) no load has more live than its capacity, so that one without a capacity ends
 * where the ideal does; (3) each load begins with a fresh allocator; (4) memory that is not there
 * is never written to.
 */
@NullMarked
package dev.cleave.lab.experiment.density;

import org.jspecify.annotations.NullMarked;
