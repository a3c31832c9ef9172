/** A cache by the interface of JSR 107. */
@NullMarked
package dev.cleave.examples.jcache;

import org.jspecify.annotations.NullMarked;
