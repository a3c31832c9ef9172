package dev.cleave.record;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/** Entries of {@link Grain#ALLOCATIONS}. */
@Name("dev.cleave.RecordedAllocations")
@Label("Recorded Allocations")
@Category("Cleave")
@Description("What pools, heaps, object caches and arenas handed out and took back, in one order for all threads; "
        + "'cleave record --grain heap' makes a trace of it. Off unless a recording asks for it")
@Enabled(false)
@Period("100 ms")
@StackTrace(false)
final class RecordedAllocationsEvent extends RecordedEvent {}
