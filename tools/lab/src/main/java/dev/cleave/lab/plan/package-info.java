/**
 * Plans of recorded traces: how much memory a program would need if the place of each of its blocks
 * were known beforehand.
 *
 * <pre>
 *   Trace ─▶ TraceLifetimes ─▶ Planner ─▶ Plan ─┬▶ PlanReport ─▶ text, JSON
 *                       TracePeaks (--compare) ─┘
 * </pre>
 *
 * <p><b>Words.</b> <i>Most live</i>: the most bytes that are live at once, as they were asked for;
 * no placement needs less. <i>At the alignment</i>: the same with each size rounded up to a
 * multiple of the alignment; no placement at that alignment needs less. <i>Planned</i>: what the
 * plan needs.
 */
@NullMarked
package dev.cleave.lab.plan;

import org.jspecify.annotations.NullMarked;
