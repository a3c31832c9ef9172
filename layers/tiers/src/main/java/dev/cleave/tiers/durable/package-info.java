/**
 * A heap in a file that outlives its process and its machine.
 */
@NullMarked
package dev.cleave.tiers.durable;

import org.jspecify.annotations.NullMarked;
