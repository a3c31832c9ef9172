package dev.cleave.lab;

import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.attack.AttackExperiment;
import dev.cleave.lab.experiment.cache.CacheCapacityExperiment;
import dev.cleave.lab.experiment.cache.CachePausesExperiment;
import dev.cleave.lab.experiment.compaction.CompactionExperiment;
import dev.cleave.lab.experiment.compaction.GatherExperiment;
import dev.cleave.lab.experiment.contiguity.ContiguityExperiment;
import dev.cleave.lab.experiment.contiguity.ConvoyExperiment;
import dev.cleave.lab.experiment.crash.CrashExperiment;
import dev.cleave.lab.experiment.densenet.DenseNetExperiment;
import dev.cleave.lab.experiment.density.DensityExperiment;
import dev.cleave.lab.experiment.dialogue.DialogueExperiment;
import dev.cleave.lab.experiment.durable.DurableExperiment;
import dev.cleave.lab.experiment.enclave.EnclaveExperiment;
import dev.cleave.lab.experiment.footprint.GhostLeakExperiment;
import dev.cleave.lab.experiment.footprint.ThreePhaseExperiment;
import dev.cleave.lab.experiment.fused.FusedExperiment;
import dev.cleave.lab.experiment.gpu.GpuDefragmentExperiment;
import dev.cleave.lab.experiment.http.HttpServerExperiment;
import dev.cleave.lab.experiment.objects.ObjectsExperiment;
import dev.cleave.lab.experiment.occupancy.OccupancyExperiment;
import dev.cleave.lab.experiment.placement.PlacementExperiment;
import dev.cleave.lab.experiment.sharedmemory.SharedMemoryExperiment;
import dev.cleave.lab.experiment.sharedmemory.SharedStressExperiment;
import dev.cleave.lab.experiment.sweep.SweepExperiment;
import dev.cleave.lab.experiment.tiers.TiersExperiment;
import dev.cleave.lab.experiment.tlb.TlbExperiment;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** All experiments. */
public final class Experiments {
    private static final List<Experiment> ALL = List.of(new PlacementExperiment(), new DensityExperiment(),
            new DialogueExperiment(), new GhostLeakExperiment(), new ThreePhaseExperiment(), new ObjectsExperiment(),
            new ContiguityExperiment(), new ConvoyExperiment(), new CompactionExperiment(), new GatherExperiment(),
            new TlbExperiment(), new HttpServerExperiment(), new DenseNetExperiment(), new FusedExperiment(),
            new OccupancyExperiment(), new SharedMemoryExperiment(), new SharedStressExperiment(),
            new GpuDefragmentExperiment(), new TiersExperiment(), new CrashExperiment(), new DurableExperiment(),
            new EnclaveExperiment(), new AttackExperiment(), new CacheCapacityExperiment(),
            new CachePausesExperiment(), new SweepExperiment());

    private Experiments() {}

    /** All of them, in the order in which they are listed. */
    public static List<Experiment> all() {
        return ALL;
    }

    /** The experiment that users call {@code name}. */
    public static Optional<Experiment> named(String name) {
        return ALL.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** All names, as an error or a help text lists them. */
    public static String names() {
        return ALL.stream().map(Experiment::name).collect(Collectors.joining(", "));
    }
}
