package dev.cleave.cli;

import dev.cleave.lab.peer.AllocatorName;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option {@code --allocator NAME}, repeatable. */
final class AllocatorOption {
    private static final String ALL = "all";

    @Option(
            names = {"-a", "--allocator"},
            paramLabel = "NAME",
            split = ",",
            converter = Converter.class,
            description = "What to measure: cleave (unless told), jdk-confined, jdk-shared, malloc, unsafe, netty-pooled,"
                    + " netty-adaptive, jemalloc, rpmalloc, floor, or all. May be given more than once.")
    private List<Chosen> names = List.of();

    /** The allocators asked for, in order, or Cleave. */
    List<AllocatorName> allocators() {
        return names.isEmpty()
                ? List.of(AllocatorName.CLEAVE)
                : names.stream().flatMap(chosen -> chosen.allocators().stream()).distinct().toList();
    }

    /** What one name on the command line stands for. */
    record Chosen(List<AllocatorName> allocators) {}

    /** One name, or {@code all}, as allocators. */
    static final class Converter implements ITypeConverter<Chosen> {
        @Override
        public Chosen convert(String name) {
            if (name.equals(ALL)) {
                return new Chosen(List.of(AllocatorName.values()));
            }
            return new Chosen(List.of(AllocatorName.named(name)
                    .orElseThrow(() -> new TypeConversionException(
                            "unknown allocator '" + name + "': must be one of " + AllocatorName.labels() + ", "
                                    + ALL))));
        }
    }
}
