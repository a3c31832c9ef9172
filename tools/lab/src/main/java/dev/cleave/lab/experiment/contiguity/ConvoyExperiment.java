package dev.cleave.lab.experiment.contiguity;

import static dev.cleave.lab.experiment.ExperimentResult.percent;

import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.OptionRange;
import dev.cleave.lab.report.Progress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code lab convoy}: what {@code lab contiguity} measures, as a story for whoever is new to it.
 */
public final class ConvoyExperiment implements Experiment {
    private static final int SEGMENTS = 256;
    private static final int SEGMENTS_A_BLOCK = 8;
    private static final int CONVOY_SEGMENTS = 32;
    private static final long DEFAULT_REGION = 1L << 20;
    private static final long LEAST_REGION = 1L << 20;
    private static final long GREATEST_REGION = 1L << 30;

    /** Makes it. */
    public ConvoyExperiment() {}

    @Override
    public String name() {
        return "convoy";
    }

    @Override
    public String question() {
        return "There is room enough, and a large request fails: the story of a convoy";
    }

    @Override
    public String explanation() {
        return """
                A pool is a road of %d segments (its units: --region says how large they are all together),
                blocks in use are houses, one at random in each %d segments, and a request of %d segments is
                a convoy. Each way to serve it is shown over the real pool's map. On a terminal the arrow
                keys step through the scenes; elsewhere, or with --plain, all are printed; --chart draws
                them. served: whether the convoy passed. bytesCopied: of houses that were moved for it.
                ranges: parts of the convoy for whoever waits for it; pieces: parts of it on the road.
                scenes: of which the story of this way consists. failures: words of eight bytes, of the
                convoy and the houses, that were not what was written, and must be 0. One thread, one
                repetition."""
                .formatted(SEGMENTS, SEGMENTS_A_BLOCK, CONVOY_SEGMENTS);
    }

    @Override
    public boolean draws() {
        return true;
    }

    @Override
    public boolean tells() {
        return true;
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        long region = settings.region(DEFAULT_REGION, LEAST_REGION, GREATEST_REGION, 1,
                "a power of two from 1MiB to 1GiB for this experiment");
        OptionRange.require(Long.bitCount(region) == 1, "--region", region,
                "a power of two from 1MiB to 1GiB for this experiment");
        settings.requireOneThread();
        long segment = region / SEGMENTS;
        Ground ground = new Ground(region, segment, segment * SEGMENTS_A_BLOCK, settings.seed());
        ConvoyStory story = new ConvoyStory(ground, segment * CONVOY_SEGMENTS);
        List<Way> ways = Way.here();
        long total = ways.size();
        for (Way way : ways) {
            progress.advance(way.label(), story.rows().size(), total);
            story.tell(way);
        }
        progress.advance("done", total, total);
        return new ExperimentResult(name(), parameters(ground), story.rows(), story.scenes());
    }

    private static Map<String, Object> parameters(Ground ground) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("regionBytes", ground.regionBytes());
        parameters.put("segmentBytes", ground.pageBytes());
        parameters.put("segments", ground.pages());
        parameters.put("houses", ground.blocks());
        parameters.put("convoySegments", CONVOY_SEGMENTS);
        parameters.put("freePercent", percent(ground.freeShare()));
        parameters.put("seed", ground.seed());
        if (!Way.here().contains(Way.STITCHING)) {
            parameters.put("notMeasured", Way.NOT_STITCHED);
        }
        return parameters;
    }
}
