package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerLimitTest {
    private static final long PHYSICAL = 8L << 30;

    @TempDir
    Path root;

    private void put(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void withoutGroupsPhysicalMemoryIsTheLimit() {
        assertThat(new ContainerLimit(root).orElse(PHYSICAL)).isEqualTo(PHYSICAL);
        assertThat(new ContainerLimit(root).orElse(0)).isZero();
    }

    @Test
    void versionTwoTakesTheSmallestUpTheTree() throws IOException {
        put("proc/self/cgroup", "0::/outer/inner\n");
        put("sys/fs/cgroup/outer/inner/memory.max", "max\n");
        put("sys/fs/cgroup/outer/memory.max", "1073741824\n");

        assertThat(new ContainerLimit(root).orElse(PHYSICAL)).isEqualTo(1L << 30);
    }

    @Test
    void insideAContainerTheRootOfTheTreeIsItsOwnGroup() throws IOException {
        put("proc/self/cgroup", "0::/\n");
        put("sys/fs/cgroup/memory.max", "536870912\n");

        assertThat(new ContainerLimit(root).orElse(PHYSICAL)).isEqualTo(512L << 20);
    }

    @Test
    void aGroupWithoutANameIsTheRootOfTheTree() throws IOException {
        put("proc/self/cgroup", "0::\n");
        put("sys/fs/cgroup/memory.max", "536870912\n");

        assertThat(new ContainerLimit(root).orElse(PHYSICAL)).isEqualTo(512L << 20);
    }

    @Test
    void versionOneIsReadFromItsMemoryTree() throws IOException {
        put("proc/self/cgroup", "5:cpu,cpuacct:/x\n4:memory:/docker/abc\n");
        put("sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "268435456\n");
        put("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");

        assertThat(new ContainerLimit(root).orElse(PHYSICAL)).isEqualTo(256L << 20);
    }

    @Test
    void aLimitBeyondPhysicalMemoryIsNone() throws IOException {
        put("proc/self/cgroup", "0::/\n");
        put("sys/fs/cgroup/memory.max", "99999999999999\n");

        assertThat(new ContainerLimit(root).orElse(PHYSICAL)).isEqualTo(PHYSICAL);
    }

    @Test
    void groupsOutsideTheTreeAreNotFollowed() throws IOException {
        put("proc/self/cgroup", "0::/../../outside\n");
        put("sys/outside/memory.max", "1\n");

        assertThat(new ContainerLimit(root).orElse(PHYSICAL)).isEqualTo(PHYSICAL);
    }
}
