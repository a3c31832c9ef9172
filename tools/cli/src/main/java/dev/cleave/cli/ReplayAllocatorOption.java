package dev.cleave.cli;

import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.replay.AllocatorChoice;
import dev.cleave.lab.replay.AllocatorChoices;
import dev.cleave.lab.replay.PlannedChoice;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/**
 * The option {@code --allocator NAME} of a replay, repeatable: the names that all commands know,
 * and {@code planned}.
 */
final class ReplayAllocatorOption {
    @Option(
            names = {"-a", "--allocator"},
            paramLabel = "NAME",
            split = ",",
            converter = Converter.class,
            completionCandidates = Names.class,
            description = "What to replay with; cleave unless told. May be given more than once:"
                    + " ${COMPLETION-CANDIDATES}. 'planned' plans the trace first, for 20 s at most, and is not among 'all'.")
    private List<Chosen> names = List.of();

    /** The allocators asked for that can serve a trace, in order, or Cleave. */
    List<AllocatorChoice> choices() {
        List<AllocatorChoice> choices = new ArrayList<>();
        for (Chosen each : names) {
            if (each.planned) {
                choices.add(PlannedChoice.create());
            }
            each.allocators.forEach(name -> AllocatorChoices.of(name).ifPresent(choices::add));
        }
        return choices.isEmpty() ? List.of(AllocatorChoices.CLEAVE) : choices.stream().distinct().toList();
    }

    /**
     * One that was asked for by its name and has no memory to serve a trace from, if there is one.
     */
    Optional<AllocatorName> yardstick() {
        return AllocatorName.all().stream().filter(each -> each.isYardstick() && named(each)).findFirst();
    }

    /**
     * Whether the allocator was asked for by its own name, so that doing without it is a failure.
     */
    boolean names(AllocatorChoice choice) {
        return choice.name().equals(PlannedChoice.NAME)
                || AllocatorName.named(choice.name()).filter(this::named).isPresent();
    }

    private boolean named(AllocatorName allocator) {
        return names.stream().anyMatch(each -> each.allocators.equals(List.of(allocator)));
    }

    /** What one name on the command line stands for. */
    record Chosen(List<AllocatorName> allocators, boolean planned) {}

    /** The names that the help lists. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            Iterable<String> usual = new AllocatorOption.Names();
            return Stream.concat(StreamSupport.stream(usual.spliterator(), false), Stream.of(PlannedChoice.NAME))
                    .iterator();
        }
    }

    /** One name as allocators. */
    static final class Converter implements ITypeConverter<Chosen> {
        @Override
        public Chosen convert(String name) {
            return name.equals(PlannedChoice.NAME)
                    ? new Chosen(List.of(), true)
                    : new Chosen(new AllocatorOption.Converter().convert(name).allocators(), false);
        }
    }
}
