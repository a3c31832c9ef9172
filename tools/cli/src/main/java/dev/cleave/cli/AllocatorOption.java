package dev.cleave.cli;

import dev.cleave.lab.peer.AllocatorName;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option {@code --allocator NAME}, repeatable. */
final class AllocatorOption {
    private static final String ALL = "all";
    private static final int LABEL_WIDTH = 20;

    @Option(
            names = {"-a", "--allocator"},
            paramLabel = "NAME",
            split = ",",
            converter = Converter.class,
            completionCandidates = Names.class,
            description = "What to measure; cleave unless told. May be given more than once: ${COMPLETION-CANDIDATES}.")
    private List<Chosen> names = List.of();

    /** The allocators asked for, in order, or Cleave. */
    List<AllocatorName> allocators() {
        return names.isEmpty()
                ? List.of(AllocatorName.CLEAVE)
                : names.stream().flatMap(chosen -> chosen.allocators().stream()).distinct().toList();
    }

    /** Whether the allocator was asked for by its own name, so that doing without it is a failure. */
    boolean names(AllocatorName allocator) {
        return names.stream().anyMatch(chosen -> chosen.allocators().equals(List.of(allocator)));
    }

    /** All allocators as a section of a command's help, each with what it is. */
    static String describe(Help help) {
        int width = help.commandSpec().usageMessage().width() - LABEL_WIDTH;
        TextTable table = TextTable.forColumns(help.colorScheme(),
                new Column(LABEL_WIDTH, 2, Column.Overflow.SPAN), new Column(width, 1, Column.Overflow.WRAP));
        AllocatorName.all().forEach(each -> table.addRowValues(each.label(), each.summary()));
        return System.lineSeparator() + "Allocators:" + System.lineSeparator() + table;
    }

    /** What one name on the command line stands for. */
    record Chosen(List<AllocatorName> allocators) {}

    /** The names that the help lists. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.concat(AllocatorName.all().stream().map(AllocatorName::label), Stream.of(ALL))
                    .iterator();
        }
    }

    /** One name, or {@code all}, as allocators. */
    static final class Converter implements ITypeConverter<Chosen> {
        @Override
        public Chosen convert(String name) {
            if (name.equals(ALL)) {
                return new Chosen(AllocatorName.all());
            }
            return new Chosen(List.of(AllocatorName.named(name)
                    .orElseThrow(() -> new TypeConversionException(
                            "unknown allocator '" + name + "': must be one of " + AllocatorName.labels() + ", "
                                    + ALL))));
        }
    }
}
