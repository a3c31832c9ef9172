package dev.cleave.cli;

import dev.cleave.lab.report.Paint;
import dev.cleave.workshop.Algorithm;
import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Description;
import dev.cleave.workshop.contract.Shape;
import dev.cleave.workshop.show.Frame;
import dev.cleave.workshop.show.FrameText;
import dev.cleave.workshop.show.Glyphs;
import dev.cleave.workshop.show.Painter;
import dev.cleave.workshop.show.Piece;
import dev.cleave.workshop.show.Story;
import dev.cleave.workshop.show.Storyboard;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cleave workshop show}: an algorithm at work, step by step. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Draws how an algorithm splits and joins blocks, step by step.",
        description = {
            "",
            "On a terminal the arrow keys step through the pictures; elsewhere, or with --plain, all are printed.",
            ""
        },
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:shown", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  cleave workshop show lists-intrusive",
            "  cleave workshop show cleave --plain",
            "  cleave workshop show linux --script \"a0 a2 f1 f2\"",
            "  cleave workshop show fibonacci --units 21 --seed 7"
        })
public final class WorkshopShowCommand implements Callable<Integer> {
    private static final int LEAST_UNITS = 2;
    private static final int MOST_UNITS = 64;
    private static final int[] COLOURS = {39, 208, 42, 170, 220, 75, 203, 114};

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "The algorithm; cleave workshop list names them.")
    private String name = "";

    @Option(
            names = "--units",
            paramLabel = "N",
            defaultValue = "16",
            description = "Units of the space, 2 to 64; ${DEFAULT-VALUE} unless told.")
    private int units;

    @Option(
            names = "--script",
            paramLabel = "REQUESTS",
            description = "What to ask for, such as \"a0 a2 f1\": a ORDER allocates a block of 2^ORDER units, f N frees what"
                    + " the N-th allocation got, counted from 1.")
    private Optional<String> script = Optional.empty();

    @Option(names = "--seed", paramLabel = "NUMBER", description = "Make the requests up from this seed.")
    private Optional<Long> seed = Optional.empty();

    @Mixin
    private ShowOptions show = new ShowOptions();

    /** Runs the command; picocli sets the fields before. */
    public WorkshopShowCommand() {}

    @Override
    public Integer call() throws IOException {
        Algorithm algorithm = Algorithm.named(name).orElseThrow(() -> usage("unknown algorithm '" + name
                + "': must be one of " + Algorithm.labels()));
        if (units < LEAST_UNITS || units > MOST_UNITS) {
            throw usage("--units " + units + ": must be " + LEAST_UNITS + " to " + MOST_UNITS);
        }
        Shape shape = Shape.of(units);
        List<Frame> frames = Storyboard.of(each -> open(algorithm, each), shape, story(shape));
        if (show.isInteractive()) {
            play(algorithm, frames);
        } else {
            print(algorithm, frames, spec.commandLine().getOut());
        }
        return ExitCode.OK;
    }

    private BlockAllocator open(Algorithm algorithm, Shape shape) {
        try {
            return algorithm.open(shape);
        } catch (IllegalArgumentException unfit) {
            throw usage("--units " + units + ": " + name + " cannot have this: " + unfit.getMessage());
        }
    }

    private Story story(Shape shape) {
        if (script.isPresent() && seed.isPresent()) {
            throw usage("--script, --seed: the one says what to ask for, the other makes it up: choose one");
        }
        try {
            return script.map(text -> Story.parse(text, shape))
                    .or(() -> seed.map(number -> Story.random(shape, number)))
                    .orElseGet(() -> Story.standard(shape));
        } catch (IllegalArgumentException bad) {
            throw usage("--script: " + bad.getMessage());
        }
    }

    private void print(Algorithm algorithm, List<Frame> frames, PrintWriter out) {
        FrameText text = text(ShowOptions.columns());
        heading(algorithm, text).forEach(out::println);
        text.all(frames).forEach(out::println);
        out.flush();
    }

    private void play(Algorithm algorithm, List<Frame> frames) throws IOException {
        show.play(frames.size(), (index, columns) -> {
            FrameText text = text(columns);
            List<String> lines = new ArrayList<>(heading(algorithm, text));
            lines.add("");
            lines.addAll(text.lines(frames, index));
            return lines;
        });
    }

    private FrameText text(int columns) {
        return new FrameText(columns, show.ascii() ? Glyphs.ASCII : Glyphs.LINES,
                Style.colourful() ? WorkshopShowCommand::paint : Painter.PLAIN);
    }

    private static List<String> heading(Algorithm algorithm, FrameText text) {
        Description description = algorithm.description();
        return List.of(description.name() + ": " + description.title() + " (" + description.source() + ")",
                text.legend());
    }

    /** Each letter has its colour, whatever a cache holds is red. */
    private static String paint(Piece piece, String inside) {
        return switch (piece.state()) {
            case ALLOCATED -> Paint.painted(Paint.colour(COLOURS[piece.letter() % COLOURS.length]), inside);
            case FREE -> inside;
            case HELD -> Paint.painted(Paint.RED, inside);
        };
    }

    private ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
