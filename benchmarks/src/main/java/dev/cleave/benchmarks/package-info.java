/** JMH benchmarks of the buddy space. */
@NullMarked
package dev.cleave.benchmarks;

import org.jspecify.annotations.NullMarked;
