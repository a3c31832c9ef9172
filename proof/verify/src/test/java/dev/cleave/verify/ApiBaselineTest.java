package dev.cleave.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What others may use changes on purpose alone: each module's API is that of its file in
 * {@code config/api}. Where a change is meant, {@code -Dcleave.api.renew=true} writes the files
 * anew, and the change is seen in them by whoever reviews it.
 */
@DisplayName("The API")
class ApiBaselineTest {
    private static final String RENEW = "cleave.api.renew";
    private static final Path BASELINES = Path.of(System.getProperty("user.dir"), "../../config/api");

    /**
     * The lab is no library: its classes come and go with the experiments. The command line has no
     * API.
     */
    @ParameterizedTest(name = "of {0}")
    @ValueSource(
            strings = {
                "dev.cleave.core", "dev.cleave.contiguity", "dev.cleave.plan", "dev.cleave.tiers", "dev.cleave.far",
                "dev.cleave.objects", "dev.cleave.cache", "dev.cleave.gpu", "dev.cleave.guard", "dev.cleave.netty",
                "dev.cleave.arrow",
                "dev.cleave.metrics",
                "dev.cleave.jcache",
                "dev.cleave.workshop",
                "dev.cleave.page"
            })
    @DisplayName("is that of the baseline")
    void isThatOfTheBaseline(String module) throws IOException {
        String now = ApiListing.of(find(module));
        Path baseline = BASELINES.resolve(module + ".txt");
        if (Boolean.getBoolean(RENEW)) {
            Files.createDirectories(BASELINES);
            Files.writeString(baseline, now);
        }
        String before = Files.readString(baseline);
        assertThat(now.equals(before))
                .as("the API of %s is not that of config/api/%s.txt:%n%s%nIf this is meant, renew the file with"
                        + " -D%s=true, and say it in CHANGELOG.md", module, module, difference(before, now), RENEW)
                .isTrue();
    }

    @Test
    @DisplayName("is listed with inherited members of hidden classes, without hidden ones, and with generics")
    void listing() {
        String core = ApiListing.of(find("dev.cleave.core"));
        assertThat(core)
                .contains("public final class dev.cleave.memory.Pool : java.lang.Object, java.lang.AutoCloseable\n")
                .contains("    public java.lang.foreign.MemorySegment allocate(long)\n")
                .contains("public final record dev.cleave.memory.PoolUsage : ")
                .contains("public java.util.Optional tryAllocate(long, long)"
                        + "    (JJ)Ljava/util/Optional<Ljava/lang/foreign/MemorySegment;>;\n")
                .doesNotContain("dev.cleave.memory.PressureSearch :", "private ", "lambda$");
        assertThat(core.lines().filter(each -> each.startsWith("public") || each.startsWith("protected")))
                .as("classes").hasSizeGreaterThan(30).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("that differs is told by the lines that went and came")
    void differences() {
        assertThat(difference("A\nB\nC\n", "A\nC\nD\n")).isEqualTo("- B" + System.lineSeparator() + "+ D");
    }

    private static String difference(String before, String now) {
        List<String> gone = new ArrayList<>(before.lines().toList());
        List<String> come = new ArrayList<>(now.lines().toList());
        now.lines().forEach(gone::remove);
        before.lines().forEach(come::remove);
        return String.join(System.lineSeparator(), Stream.concat(
                gone.stream().map(each -> "- " + each.strip()), come.stream().map(each -> "+ " + each.strip()))
                .toList());
    }

    /** In the folder or jar of the class path that has it. */
    private static ModuleReference find(String module) {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains("cleave") && !Files.exists(Path.of(entry, "module-info.class"))) {
                continue;
            }
            for (ModuleReference each : ModuleFinder.of(Path.of(entry)).findAll()) {
                if (each.descriptor().name().equals(module)) {
                    return each;
                }
            }
        }
        throw new AssertionError("no module " + module + " on the class path");
    }
}
