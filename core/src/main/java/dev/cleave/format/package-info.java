/**
 * What the binary formats of Cleave's files have in common: a frame that tells a whole file of the
 * right kind from any other bytes, and numbers of as many bytes as they need. For Cleave's own
 * modules.
 */
@NullMarked
package dev.cleave.format;

import org.jspecify.annotations.NullMarked;
