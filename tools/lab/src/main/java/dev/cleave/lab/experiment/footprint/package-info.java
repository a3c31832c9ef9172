/**
 * The footprint experiments: how much memory an allocator takes for what is live, over time.
 *
 * <pre>
 *   GhostLeakExperiment ┐                                            own JVM
 *                       ├─▶ FootprintRun ─▶ FootprintTrial ══════▶ FootprintProcess ── FootprintLoad ─▶ LiveObjects ─▶ ByteAllocator of the Subject
 *   ThreePhaseExperiment┘        │               ▲                       └ a line a FootprintSample: live, reserved, resident
 *                                ▼               ╚═════════════════════════╝
 *                     rows and FootprintChart ◀─ Footprint
 * </pre>
 *
 * <p>Words: <i>live</i> bytes were asked for and not freed; <i>reserved</i> ones the allocator
 * holds of the system, or Cleave's heap of its pool; <i>resident</i> ones are real memory of the
 * process beyond what it had before its load.
 *
 * <p>Invariants: (1) what is asked of an allocator depends on the load and the seed alone; (2)
 * every object is written to, at each of its pages; (3) the Java heap of the measured JVM does not
 * grow: it has all its pages before the load begins.
 */
@NullMarked
package dev.cleave.lab.experiment.footprint;

import org.jspecify.annotations.NullMarked;
