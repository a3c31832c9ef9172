package dev.cleave.lab.sweep;

import dev.cleave.lab.replay.AllocatorChoices;
import dev.cleave.lab.replay.ImpossibleReplayException;
import dev.cleave.lab.replay.Replay;
import dev.cleave.lab.replay.ReplaySettings;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.Trace;
import java.io.Serializable;
import java.time.Duration;

/**
 * A cell of a sweep: one trace under one setting.
 *
 * @param trace the trace's file, or what else whoever runs it finds it by
 * @param setting what is tried
 */
public record SweepTask(String trace, SweepSetting setting) implements Serializable {
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final boolean VERIFY = false;

    /**
     * Replays the trace once. No block is touched, so a cell needs little more memory than the
     * trace.
     *
     * @throws ImpossibleReplayException where it cannot be replayed so, saying why
     */
    public SweepRow run(Trace loaded) throws ImpossibleReplayException {
        ReplaySettings settings =
                new ReplaySettings(setting.capacityFactor(), VERIFY, 1, 1, ReplaySettings.DEFAULT.seed(), LIMIT, false);
        return SweepRow.of(trace, setting, Replay.record(
                loaded, AllocatorChoices.cleave(setting.unit(), setting.grouped()), settings, Progress.SILENT));
    }
}
