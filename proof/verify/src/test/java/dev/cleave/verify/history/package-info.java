/** Lincheck: histories of few operations, in every interleaving, against a sequential specification. */
package dev.cleave.verify.history;
