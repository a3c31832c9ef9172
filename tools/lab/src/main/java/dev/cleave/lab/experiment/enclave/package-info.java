/**
 * {@code lab enclave}: what rounding costs where memory is so scarce that pages must leave.
 *
 * <pre>
 *   recorded heap traces ─┐
 *   KeyValueLoad (made)  ─┴▶ EnclaveLoad ─▶ EnclaveTrial (one policy of rounding, one pool) ─▶ rows
 * </pre>
 *
 * <p>Invariants: (1) all policies of a load have the same budget; (2) the same settings give the
 * same rows, measured times apart.
 */
@NullMarked
package dev.cleave.lab.experiment.enclave;

import org.jspecify.annotations.NullMarked;
