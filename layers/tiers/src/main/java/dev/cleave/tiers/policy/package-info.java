/**
 * What should lie where: policies that are told of every access, and say what should move between
 * the tiers.
 *
 * <p>Policies are pure: they hold no memory and read no clock. Time is counted in accesses, so that
 * a load that runs ten times as fast ages what it knows ten times as fast, and one that rests ages
 * nothing. Sizes and costs are arguments. The store and the lab's simulation drive them alike.
 *
 * <pre>
 *   accessed(id, bytes, write) ─▶ ┌────────────────┐
 *   placed(id, bytes, tier)    ─▶ │ PlacementPolicy│ ─▶ nextMove()  promotion, or the demotion
 *   removed(id)                ─▶ │  (TierCosts)   │ ─▶ relieve()   that makes room for it
 *   refused(move)              ─▶ └────────────────┘
 * </pre>
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>tier</dt><dd>memory of one kind; 0 is the nearest. The last holds whatever the others do not,
 * and is taken to have room for everything</dd>
 * <dt>resident</dt><dd>an object in any tier but the last. Policies remember each of them; what lies
 * in the last tier they remember in sum at most (a sketch, a list of ghosts)</dd>
 * <dt>promotion, demotion</dt><dd>a move to a nearer tier, to a farther one</dd>
 * <dt>victim</dt><dd>the resident that leaves its tier next, were room needed there</dd>
 * <dt>clean</dt><dd>not written since it was promoted: the copy below it still holds, so that its
 * demotion copies nothing</dd>
 * </dl>
 *
 * <h2>Invariants</h2>
 * <ol>
 * <li>A policy believes what it is told: an object lies where {@code placed} said last, whether or
 * not a move was asked for ({@code PolicyContractTest}).
 * <li>The bytes of a tier's residents, as told, never exceed its capacity after the moves that the
 * policy asked for ({@code PolicyContractTest}).
 * <li>The same calls give the same moves: there is no chance in a policy but from fixed seeds
 * ({@code PolicyContractTest}).
 * </ol>
 *
 * <h2>Races</h2>
 *
 * <p>None: one thread at a time uses a policy, and who shares one locks it.
 */
@NullMarked
package dev.cleave.tiers.policy;

import org.jspecify.annotations.NullMarked;
