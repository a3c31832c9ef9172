/** Far memory, timed: a tier on a user's own Redis, beside {@code redis-benchmark}. */
@NullMarked
package dev.cleave.lab.far;

import org.jspecify.annotations.NullMarked;
