/**
 * Exercises for any allocator: random histories against plain set arithmetic, and threads with every unit's owner
 * known.
 */
@NullMarked
package dev.cleave.workshop.check;

import org.jspecify.annotations.NullMarked;
