/**
 * An HTTP server that stores what clients send, attacked by one of them: without and with a guard.
 */
@NullMarked
package dev.cleave.examples.attacked;

import org.jspecify.annotations.NullMarked;
