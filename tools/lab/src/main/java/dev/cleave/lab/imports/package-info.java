/**
 * Recordings of others made into traces of ours: malloc-lab scripts, the logs of RMM, of glibc's
 * mtrace and of valgrind, the kernel's page events, and recordings of the JDK's Flight Recorder;
 * and of accesses, the traces of cache simulators and the logs of caches.
 *
 * <pre>
 *                         ┌ RepReader ────────────────────────────────┐
 *                         ├ FtraceReader (KernelLine) ────────────────┤
 *   file ─▶ LineSource ─▶ ┤ RmmReader      ┐                          ├─▶ TraceStream ─▶ trace
 *           lines, gzip,  ├ MtraceReader   ├─▶ HeapRecording ─────────┘   dense ids, what is
 *           file:line     └ ValgrindReader ┘   blocks by pointer          live, the counts
 *
 *   file ─▶ JfrFile ──▶ JfrEvents ─▶ TimeOrder ─▶ BufferPairing ─▶ HeapRecording ─▶ TraceStream
 *           whole       events of    sorted by    reallocations,
 *           chunks      blocks       their time   samples
 * </pre>
 *
 * <pre>
 *   file ─▶ LineSource ─▶ BlockReader, CacheLogReader ─┬─▶ TraceStream (AccessedObjects) ─▶ trace
 *   file ─▶ CloudPhysicsImporter ──────────────────────┘
 * </pre>
 *
 * <p><b>Words.</b> A <i>key</i> is what names a block in the recording: an id, a pointer, a page
 * frame number. Keys come back when blocks are freed; the <i>ids</i> of a trace are dense and never
 * do. What is <i>passed over</i> is no part of the trace, and is counted, by reason; where frees
 * alone are, the summary warns. {@link dev.cleave.lab.imports.RecordingGuess} tells which kind a
 * file is, by reading it as each.
 *
 * <p><b>Invariants.</b>
 *
 * <ol>
 *   <li>What is written is a trace that {@link dev.cleave.lab.trace.TraceReader} reads.
 *   <li>Memory grows with the blocks that are live at once, or with the objects that are accessed,
 *       never with the length of the recording. What must be put into order is so in a temporary file.
 *   <li>A line or event is imported, or passed over and counted, or refused with its file and its
 *       number, where it has one; none is lost in silence.
 *   <li>A script ({@code rep}) must make sense, every line of it; a recording may have begun late
 *       or lost lines, and then what does not fit is put right and counted.
 *   <li>The result appears under its name only when it is whole.
 * </ol>
 */
@NullMarked
package dev.cleave.lab.imports;

import org.jspecify.annotations.NullMarked;
