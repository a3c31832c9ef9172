package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxHugePagesTest {
    private static final String SETTINGS = "sys/kernel/mm/transparent_hugepage/";
    private static final long HUGE = 2 << 20;

    @TempDir
    Path root;

    private void put(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private LinuxHugePages read() {
        return LinuxHugePages.of(new KernelText(root));
    }

    @BeforeEach
    void huge() throws IOException {
        put("proc/meminfo", "MemTotal: 100 kB\nHugepagesize:       2048 kB\n");
    }

    @Test
    void aKernelWithoutHugePagesHasNoneAnywhere() throws IOException {
        put("proc/meminfo", "MemTotal: 100 kB\n");
        put(SETTINGS + "enabled", "[always] madvise never\n");

        assertThat(read()).isEqualTo(new LinuxHugePages(0, false, false));
    }

    @Test
    void theSettingThatIsChosenCounts() throws IOException {
        put(SETTINGS + "enabled", "always [madvise] never\n");
        put(SETTINGS + "shmem_enabled", "always within_size advise [never] deny force\n");
        assertThat(read()).isEqualTo(new LinuxHugePages(HUGE, false, false));

        put(SETTINGS + "enabled", "[always] madvise never\n");
        put(SETTINGS + "shmem_enabled", "always [within_size] advise never deny force\n");
        assertThat(read()).isEqualTo(new LinuxHugePages(HUGE, true, true));
    }

    @Test
    void theSettingOfTheVerySizeCountsMoreThanThatOfAll() throws IOException {
        put(SETTINGS + "enabled", "[always] madvise never\n");
        put(SETTINGS + "hugepages-2048kB/enabled", "always inherit [madvise] never\n");
        assertThat(read().everywhere()).isFalse();

        put(SETTINGS + "hugepages-2048kB/enabled", "always [inherit] madvise never\n");
        assertThat(read().everywhere()).isTrue();

        put(SETTINGS + "enabled", "always madvise [never]\n");
        put(SETTINGS + "hugepages-2048kB/enabled", "[always] inherit madvise never\n");
        assertThat(read().everywhere()).isTrue();
    }

    @Test
    void aReserveThatIsTooSmallSaysHowMuchOfItCanBeUsed() throws IOException {
        put("proc/meminfo", "HugePages_Total: 40\nHugePages_Free: 28\nHugePages_Rsvd: 20\nHugepagesize: 2048 kB\n");
        put("proc/self/status", "Name:\tjava\nMems_allowed_list:\t0\n");

        assertThat(ReservedHugePages.of(new KernelText(root)).refusal(24 * HUGE, Errno.ENOMEM.number()))
                .isEqualTo(
                        "the reserve of explicit ones has 8 usable of the 24 needed (28 are free, 20 of them promised"
                                + " to other mappings; raise /proc/sys/vm/nr_hugepages by 16)");
    }

    @Test
    void aReserveThatSeemsLargeEnoughSaysWhyItIsNot() throws IOException {
        put("proc/meminfo", "HugePages_Free: 28\nHugePages_Rsvd: 0\nHugepagesize: 2048 kB\n");
        put("proc/self/status", "Mems_allowed_list:\t0-1\n");

        assertThat(ReservedHugePages.of(new KernelText(root)).refusal(24 * HUGE, Errno.ENOMEM.number()))
                .startsWith("the reserve of explicit ones has 28 usable and 24 are needed")
                .contains("NUMA nodes other than those it may use (0-1)", "control group", "hugetlb", "ulimit -v");
    }

    @Test
    void aCallThatIsRefusedIsNoMatterOfTheReserve() {
        ReservedHugePages reserve = new ReservedHugePages(HUGE, 28, 0, "0");

        assertThat(reserve.refusal(24 * HUGE, Errno.EPERM.number()))
                .isEqualTo("explicit ones were refused with EPERM (operation not permitted)");
    }
}
