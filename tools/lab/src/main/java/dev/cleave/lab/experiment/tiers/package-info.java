/**
 * {@code lab tiers}: policies that place objects in tiers, raced on traces of accesses.
 *
 * <pre>
 *   recorded traces ─┐                 ┌─▶ Simulation (one policy, one share) ─▶ Outcome ─┐
 *   Loads (made)    ─┴▶ AccessTrace ───┤                                                  ├─▶ rows
 *                       MeasuredTiers ─┴─▶ ClairvoyantBound ──────────────────────────────┘
 * </pre>
 *
 * <p>Nothing is stored: a {@link dev.cleave.lab.experiment.tiers.Simulation} adds up what accesses
 * and moves would take, by the latencies of real tiers or by those that were given.
 *
 * <p>Invariants: (1) no outcome is better than the bound; (2) a policy that asks for a move that
 * cannot be done ends the experiment; (3) the same settings, with costs given, give the same rows.
 */
@NullMarked
package dev.cleave.lab.experiment.tiers;

import org.jspecify.annotations.NullMarked;
