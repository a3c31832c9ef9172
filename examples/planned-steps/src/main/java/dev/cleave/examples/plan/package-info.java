/** A program that repeats itself, served from places that were planned from one step of it. */
@NullMarked
package dev.cleave.examples.plan;

import org.jspecify.annotations.NullMarked;
