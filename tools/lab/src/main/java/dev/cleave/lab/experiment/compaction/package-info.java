/**
 * The experiments on contiguity that are timed: what making room costs beside a plain copy, and what
 * scattering costs beside one piece.
 *
 * <pre>
 *   compaction   half-full pool ──▶ 64 MiB in one piece   ┐
 *   claim        lent reservation ─▶ handed over          ├─▶ milliseconds, beside a copy of as many bytes
 *   memcpy       as many bytes, from here to there        ┘
 *
 *   gather       pieces of 4 KiB … 64 MiB ──▶ file, socket ─▶ bytes a second, beside one piece, and beside
 *                                                             what {@code GatherCost} says
 * </pre>
 *
 * <p>Invariants: (1) what is compared is measured in turns, in one JVM; (2) every page was written to
 * before it is timed; (3) a copy beside another reads and writes memory as far from the caches.
 */
@NullMarked
package dev.cleave.lab.experiment.compaction;

import org.jspecify.annotations.NullMarked;
