/** The lock-free buddy space: offsets only, any linear resource. */
@NullMarked
package dev.cleave.buddy;

import org.jspecify.annotations.NullMarked;
