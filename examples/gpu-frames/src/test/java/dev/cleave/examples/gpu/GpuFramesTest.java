package dev.cleave.examples.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cleave.gpu.vulkan.VulkanDevices;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@DisplayName("The example gpu-frames")
class GpuFramesTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    @DisplayName("uploads, moves, and reads back what it uploaded")
    void runs() {
        assumeThat(VulkanDevices.list()).as("a Vulkan device: install mesa-vulkan-drivers").isNotEmpty();
        assertThat(run("--frames", "8")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("read back    16 meshes, each as it was uploaded")
                .containsPattern("moved +\\d+");
    }

    @Test
    @DisplayName("says so and ends well where there is no such device")
    void skips() {
        assertThat(run("--frames", "1", "--device", "a card that nobody makes")).as(err.toString()).isZero();
        assertThat(out.toString()).startsWith("skipped");
    }

    @Test
    @DisplayName("explains itself, and refuses what it cannot do")
    void usage() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("--frames", "--device");
        assertThat(run("--frames", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--frames 0: it must be from 1 to 1,000");
    }

    private int run(String... arguments) {
        return new CommandLine(new GpuFrames()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
