/**
 * {@code lab enclave}: what rounding costs where memory is so scarce that pages must leave, what a
 * page that leaves and one that comes take, and what placement at random hides and costs.
 *
 * <pre>
 *   recorded heap traces ─┐
 *   KeyValueLoad (made)  ─┴▶ EnclaveLoad ─▶ EnclaveTrial (one policy of rounding, one pool) ─┐
 *   FaultTrial (every access brings a page) ─────────────────────────────────────────────────┼▶ rows
 *   ReplacedObjects ─▶ PlacementTrial (placement at random, how well it is foretold) ────────┘
 * </pre>
 *
 * <p>Invariants: (1) all policies of a load have the same budget; (2) the same settings give the
 * same rows, measured times apart.
 */
@NullMarked
package dev.cleave.lab.experiment.enclave;

import org.jspecify.annotations.NullMarked;
