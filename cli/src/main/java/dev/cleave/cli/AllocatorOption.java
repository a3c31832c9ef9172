package dev.cleave.cli;

import dev.cleave.lab.peer.AllocatorName;
import java.util.ArrayList;
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
    private List<List<AllocatorName>> names = List.of();

    /** The allocators asked for, in order, or Cleave. */
    List<AllocatorName> allocators() {
        return names.isEmpty()
                ? List.of(AllocatorName.CLEAVE)
                : names.stream().flatMap(List::stream).distinct().toList();
    }

    /** One name, or {@code all}, as allocators. */
    static final class Converter implements ITypeConverter<List<AllocatorName>> {
        @Override
        public List<AllocatorName> convert(String name) {
            if (name.equals(ALL)) {
                return new ArrayList<>(List.of(AllocatorName.values()));
            }
            return List.of(AllocatorName.named(name).orElseThrow(() -> new TypeConversionException(
                    "unknown allocator '" + name + "': must be one of " + AllocatorName.labels() + ", all")));
        }
    }
}
