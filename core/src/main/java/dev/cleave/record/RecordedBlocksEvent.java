package dev.cleave.record;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/** Entries of {@link Grain#BLOCKS}. */
@Name("dev.cleave.RecordedBlocks")
@Label("Recorded Blocks")
@Category("Cleave")
@Description("What happened to the blocks of all pools, in one order for all threads; 'cleave record' makes a trace of it. "
        + "Off unless a recording asks for it")
@Enabled(false)
@Period("100 ms")
@StackTrace(false)
final class RecordedBlocksEvent extends RecordedEvent {}
