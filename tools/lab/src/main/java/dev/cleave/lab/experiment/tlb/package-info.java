/**
 * The experiment about the TLB: what it costs to find the page that an address lies in.
 *
 * <pre>
 *   contiguous   |4K|4K|4K|4K|4K|4K|  one mapping         huge   |        2M        |  one mapping
 *
 *   scattered    |4K|4K|4K|4K|4K|4K|  a mapping each
 *                  \  \/  /   \/
 *   frames       |..|..|..|..|..|..|  of a memfd, in another order
 * </pre>
 *
 * <p>Words: a <i>TLB</i> remembers where the pages lie that were used last; a <i>miss</i> is a
 * page that it does not know, for which the page table is walked. A <i>step</i> of a walk reads
 * where the next one goes. A <i>layout</i> is how the same bytes of address space are backed.
 *
 * <p>Invariants: (1) all layouts are walked in the same order, by the same lines; (2) the model is
 * told the pages that a layout is meant to have, and the figures say what it really had.
 */
@NullMarked
package dev.cleave.lab.experiment.tlb;

import org.jspecify.annotations.NullMarked;
