/** Histories read from bytes, against the plain model: a corpus in every build, Jazzer's search by coverage on demand. */
package dev.cleave.verify.fuzz;
