package dev.cleave.workshop.kit;

import static dev.cleave.workshop.contract.BlockAllocator.NO_BLOCK;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Description;
import dev.cleave.workshop.contract.Progress;
import dev.cleave.workshop.contract.Shape;
import dev.cleave.workshop.contract.ThreadSafety;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What an allocator says of itself. */
final class DescriptionChecks {
    private DescriptionChecks() {}

    /** It has a name that can be typed, a title and a source; its progress fits its threads; it is one for all shapes. */
    static void description(Trial trial) {
        Set<Description> seen = new HashSet<>();
        trial.onEach(Shapes.all(), (space, random) -> {
            Description said = space.allocator().description();
            require(said.name().matches("[a-z][a-z0-9-]*"), "the name '" + said.name()
                    + "' is not of small letters, digits and hyphens");
            require(!said.title().isBlank(), "the title is blank");
            require(!said.source().isBlank(), "the source is blank");
            require((said.threads() == ThreadSafety.ONE_THREAD) == (said.progress() == Progress.SEQUENTIAL),
                    "threads: " + said.threads().label() + ", but progress: " + said.progress().label());
            require(space.allocator().shape().equals(space.shape()), "the shape is told as "
                    + space.allocator().shape());
            seen.add(said);
            require(seen.size() == 1, "the description depends on the shape: " + seen);
        });
    }

    /** Metadata has a size, fresh and full; the picture has lines, shows a change, and changes nothing. */
    static void books(Trial trial) {
        trial.onEach(List.of(Shape.of(16), Shape.of(13), Shape.of(1), new Shape(64, 3)), (space, random) -> {
            List<String> fresh = draw(space);
            PlacementChecks.fill(space, random);
            List<String> full = draw(space);
            require(!fresh.equals(full), "a full space is drawn like a fresh one: " + full);
            space.freeAll(space.model().allocated());
            draw(space);
            space.checkWhole();
        });
        trial.onEach(Shapes.allAndLarge(), (space, random) -> {
            requireMetadata(space);
            if (space.allocate(0) == NO_BLOCK) {
                throw new AssertionError("a fresh space has no unit");
            }
            requireMetadata(space);
        });
    }

    private static List<String> draw(CheckedAllocator space) {
        BlockAllocator allocator = space.allocator();
        List<String> lines = allocator.picture();
        require(!lines.isEmpty() && lines.stream().anyMatch(line -> !line.isBlank()), "the picture is empty");
        require(lines.stream().noneMatch(line -> line.contains("\n")), "a line of the picture has a line break");
        require(lines.equals(allocator.picture()), "drawn twice, the picture differs");
        space.checkBooks();
        return lines;
    }

    private static void requireMetadata(CheckedAllocator space) {
        long bytes = space.allocator().metadataBytes();
        require(bytes > 0, "metadataBytes() says " + bytes);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
