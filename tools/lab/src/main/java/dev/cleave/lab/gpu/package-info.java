/**
 * Dumps of a device's memory, read from files and told to people.
 *
 * <pre>
 *   file ─▶ DumpReader ── DumpNode: one JSON value and its place ─▶ MemoryDump ─┬▶ DumpText, a table
 *                                                                              └▶ DumpSummary, JSON
 * </pre>
 *
 * <p><b>Words.</b> <i>Scattered</i>: free bytes of a block outside its largest free range, those
 * that one request for all that is free cannot have.
 *
 * <p>What is read is what VulkanMemoryAllocator's schema allows: where that has closed an object, an
 * unknown field is refused; where it is open, it is left out, but for what is told of the device.
 */
@NullMarked
package dev.cleave.lab.gpu;

import org.jspecify.annotations.NullMarked;
