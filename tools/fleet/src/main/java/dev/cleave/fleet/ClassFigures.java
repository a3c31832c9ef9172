package dev.cleave.fleet;

import java.io.Serializable;

/** A size class of all heaps of one process. */
record ClassFigures(long slotBytes, long usedBytes, long strandedBytes, long wastedBytes) implements Serializable {}
