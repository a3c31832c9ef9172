/**
 * Memory under attack: clients that take and free blocks so that as little as may be is left whole
 * for others, on Cleave's allocators and on peers.
 *
 * <pre>
 *   AttackExperiment ── a JVM for each: AttackProcess ── AttackRun
 *                                                          |-- Attack, AdaptiveAttack   what is done
 *                                                          |-- Attacker                 within its share
 *                                                          |-- Victim                   what is left to it
 *                                                          +-- Target                   by which allocator (Defence)
 * </pre>
 */
@NullMarked
package dev.cleave.lab.experiment.attack;

import org.jspecify.annotations.NullMarked;
