/** The lock-free buddy space. */
@NullMarked
package dev.cleave.buddy;

import org.jspecify.annotations.NullMarked;
