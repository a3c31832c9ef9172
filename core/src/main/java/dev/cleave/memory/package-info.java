/** Native memory under a buddy space. */
@NullMarked
package dev.cleave.memory;

import org.jspecify.annotations.NullMarked;
