/**
 * What an allocator does, step by step, as pictures in text. Knows no terminal: it is given a width and a painter.
 *
 * <pre>
 *   Story ─▶ Storyboard ─▶ Frame ─▶ FrameText ─▶ lines
 *   a0 a2 f1  calls the      a strip  Strip draws
 *             allocator      and its  the blocks
 *             and compares   caption
 * </pre>
 *
 * <p><b>Words.</b> A <i>story</i> is a list of requests; a <i>frame</i> is one picture of it; a <i>piece</i> is a block in
 * the picture: allocated, free, or <i>held</i> (in neither the books of free blocks nor a caller's hands: a cache has it).
 *
 * <p><b>What can be believed.</b>
 *
 * <ol>
 *   <li>The first and the last frame of a request show what the allocator itself reports, before and after.
 *   <li>Frames between are deduced: halving from the free block to the one taken, or joining buddy with buddy. They are
 *       shown only where they lead to exactly what the allocator reports; else the change is shown in one step.
 *   <li>The books under the strip are the allocator's own.
 * </ol>
 */
@NullMarked
package dev.cleave.workshop.show;

import org.jspecify.annotations.NullMarked;
