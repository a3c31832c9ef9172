package dev.cleave.lab.imports;

import static dev.cleave.lab.imports.ImportFormat.FTRACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.trace.MalformedTraceException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A recording of the kernel's page events")
class FtraceReaderTest {
    private static final String ASIDES = "head lines, comments, blank lines and stack traces passed over";
    private static final String FAILED = "allocations that failed left out";
    private static final String TWICE = "frees told of twice, taken once";
    private static final String ONE_PAGE = "a 0 0 1 1 74565\n";

    private static Imported imported(String... lines) throws Exception {
        return Imported.of(FTRACE, String.join("\n", lines) + "\n");
    }

    private static String allocation(long frame) {
        return "cc1-1 [001] .... 1.5: mm_page_alloc: page=00000000aa pfn=" + frame
                + " order=0 migratetype=1 gfp_flags=GFP_KERNEL";
    }

    private static String free(String event, long frame) {
        return "cc1-1 [001] .... 1.6: " + event + ": page=00000000aa pfn=" + frame + " order=0";
    }

    @Test
    @DisplayName("is read as trace-cmd reports it, with its head, its empty processors, and without a column of flags")
    void reportsOfTraceCmdAreRead() throws Exception {
        Imported imported = imported(
                "version = 6",
                "CPU 1 is empty",
                "CPU 3 is empty",
                "cpus=4",
                "           <...>-2715  [001]  1021.770001: mm_page_alloc:        page=0xffffea0000003a40 pfn=0x12345"
                        + " order=2 migratetype=0 gfp_flags=GFP_KERNEL|__GFP_COMP",
                "CPU:1 [204600 EVENTS DROPPED]",
                "CPU:2 [EVENTS DROPPED]",
                "           <...>-2715  [001]  1021.770002: kernel_stack:         <stack trace >",
                "=> __alloc_pages (ffffffff811b3860)",
                "=> alloc_pages_vma (ffffffff81203a5c)",
                "     kworker/0:1-17    [002] d..2.  1021.770010123: mm_page_free:         page=0xffffea0000003a40"
                        + " pfn=0x12345 order=2",
                "trace.dat:   kswapd0-9     [000]  1021.770020: mm_page_alloc:        page=0x10 pfn=16 order=0"
                        + " migratetype=1 gfp_flags=0",
                "CPU 1 is empty");

        assertThat(imported.trace()).isEqualTo("a 0 2 0 1 74565\nf 0 2\na 1 0 1 0 16\n");
        assertThat(imported.summary().passedOver()).isEqualTo(Map.of(ASIDES, 7L,
                "other events passed over", 1L,
                "events lost by the kernel's buffer: record with a larger buffer_size_kb", 204_601L));
    }

    @Test
    @DisplayName("has one head line for each file where trace-cmd reports several")
    void headsOfSeveralFilesAreRead() throws Exception {
        assertThat(imported("      trace.dat: cpus=28", "trace-guest.dat: cpus=1", allocation(74565)).trace())
                .isEqualTo(ONE_PAGE);
    }

    @Test
    @DisplayName("is read as ftrace prints it, with a column of flags or without, and with thread groups")
    void textOfFtraceIsRead() throws Exception {
        Imported imported = imported(
                "# tracer: nop",
                "#",
                "# entries-in-buffer/entries-written: 3/3   #P:4",
                "#                                _-----=> irqs-off/BH-disabled",
                "#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION",
                "            bash-1977    [000] .... 17284.993652: mm_page_alloc: page=000000000abc pfn=0x10 order=0"
                        + " migratetype=1 gfp_flags=GFP_HIGHUSER_MOVABLE",
                "            bash-1977    [002] 17284.993653: mm_page_alloc: page=ffffea0000b8a140 pfn=17 order=3"
                        + " migratetype=2 gfp_flags=GFP_NOFS",
                "            bash-1977    ( 1977) [003] d..1. 17284.993654: mm_page_free: page=000000000abc pfn=0x10"
                        + " order=0",
                "            bash-1977    [003] d..1. 17284.993654: <stack trace>",
                " => __free_pages",
                "##### CPU 2 buffer started ####");

        assertThat(imported.trace()).isEqualTo("a 0 0 1 0 16\na 1 3 2 2 17\nf 0 3\n");
    }

    @Test
    @DisplayName("is read as perf prints it with call chains, whatever tasks are called")
    void scriptsOfPerfAreRead() throws Exception {
        Imported imported = imported(
                "# ========",
                "# captured on    : Sat Nov 28 13:00:00 2026",
                "#",
                "Web Content  3054 [001]   123.456850: kmem:mm_page_alloc: page=0x12345 pfn=74565 order=0 migratetype=1"
                        + " gfp_flags=GFP_HIGHUSER_MOVABLE",
                "        ffffffff811b3860 __alloc_pages_nodemask+0x123 ([kernel.kallsyms])",
                "        ffffffff81203a5c alloc_pages_vma ([kernel.kallsyms])",
                "            7f1234567890 __libc_malloc+0x10 (/usr/lib/x86_64-linux-gnu/libc-2.31.so)",
                "                   48b0a prepare_pages",
                "                         brk (inlined)",
                "\t    558f4c0a12b4 [unknown] (/opt/My Program/bin)",
                "",
                "swapper     0 [000]   123.456900:          1 kmem:mm_page_alloc: page=0x10 pfn=0x10 order=1"
                        + " migratetype=0 gfp_flags=0",
                "        __alloc_pages ([kernel.kallsyms])",
                "",
                "[x] 9/a 3054/3055 [003]   123.457000: kmem:mm_page_free: page=0x12345 pfn=74565 order=0",
                "        ffffffff811b3860 __free_pages+0x1 ([kernel.kallsyms])",
                "",
                "perf  3054   123.458000: kmem:mm_page_free_batched: page=0x10 pfn=0x10 order=0",
                "perf  3054 [003]   123.459000: sched:sched_switch: prev_comm=perf prev_pid=7 ==> next_comm=[7]");

        assertThat(imported.trace()).isEqualTo(ONE_PAGE + "a 1 1 0 0 16\nf 0 3\nf 1 0\n");
        assertThat(imported.summary().passedOver()).isEqualTo(Map.of(ASIDES, 14L, "other events passed over", 1L));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "page=          (null) pfn=0", "page=(null) pfn=0", "page=(nil) pfn=0x0", "page=            (nil) pfn=0",
        "page=(null)", "page=(null) pfn=377957122048", "page=0000000000000000 pfn=0x0", "page=0x0 pfn=0",
        "page=0 pfn=0",
        "page=           pfn=0", "page=0x0 pfn=-1", "pfn=0xffffffffffffffff", "pfn=18446744073709551615"
    })
    @DisplayName("counts an allocation that failed, however its null page is printed, and has no block of it")
    void failedAllocationsAreNoBlocks(String none) throws Exception {
        Imported imported = imported(allocation(74565),
                "kswapd0-1207  [005] ...1   889.213398: mm_page_alloc: " + none
                        + " order=0 migratetype=1 nr_free=3650 gfp_flags=GFP_NOWAIT|__GFP_MOVABLE",
                free("mm_page_free", 0));

        assertThat(imported.trace()).isEqualTo(ONE_PAGE);
        assertThat(imported.summary().passedOver()).containsEntry(FAILED, 1L)
                .containsEntry("frees left out: their allocation was not seen", 1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"page=ffffea0000000000 pfn=0", "page=00000000f6b72a64 pfn=0x0", "pfn=0"})
    @DisplayName("has a block at frame 0 where there is a page")
    void frameZeroWithAPageIsABlock(String page) throws Exception {
        assertThat(imported("cc1-1 [001] 1.5: mm_page_alloc: " + page + " order=0 migratetype=1").trace())
                .isEqualTo("a 0 0 1 1 0\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mm_page_free", "mm_page_free_direct", "mm_page_free_batched", "mm_pagevec_free"})
    @DisplayName("frees by each of the four events, where that is the only one")
    void eachEventFrees(String event) throws Exception {
        assertThat(imported(allocation(74565), free(event, 74565)).trace()).isEqualTo(ONE_PAGE + "f 0 1\n");
    }

    @ParameterizedTest
    @CsvSource({
        "mm_page_free,         mm_page_free_batched", "mm_page_free_batched, mm_page_free",
        "mm_pagevec_free,      mm_page_free_direct", "mm_page_free_direct,  mm_page_free_direct"
    })
    @DisplayName("frees a page once that two events tell of, and again once it was allocated again")
    void noPageIsFreedTwice(String first, String second) throws Exception {
        Imported imported = imported(allocation(74565), free(first, 74565), free(second, 74565),
                allocation(74565), free(second, 74565), free(first, 74565));

        assertThat(imported.trace()).isEqualTo(ONE_PAGE + "f 0 1\na 1 0 1 1 74565\nf 1 1\n");
        assertThat(imported.summary().passedOver()).isEqualTo(Map.of(TWICE, 2L));
    }

    @Test
    @DisplayName("pairs the two events of each page of a batch that are told of one kind after the other")
    void batchesAreToldOfOneKindAfterTheOther() throws Exception {
        Imported imported = imported(allocation(1), allocation(2),
                free("mm_page_free", 1), free("mm_page_free", 2),
                free("mm_page_free_batched", 1), free("mm_page_free_batched", 2));

        assertThat(imported.trace()).isEqualTo("a 0 0 1 1 1\na 1 0 1 1 2\nf 0 1\nf 1 1\n");
        assertThat(imported.summary().passedOver()).isEqualTo(Map.of(TWICE, 2L));
    }

    @Test
    @DisplayName("frees a block of several pages whole where a batch's event names no order")
    void aBatchNamesNoOrder() throws Exception {
        Imported imported = imported("cc1-1 [001] 1.5: mm_page_alloc: page=aa pfn=0x200 order=9 migratetype=1",
                free("mm_page_free_batched", 0x200));

        assertThat(imported.trace()).isEqualTo("a 0 9 1 1 512\nf 0 1\n");
        assertThat(imported.summary().passedOver()).isEmpty();
    }

    @Test
    @DisplayName("warns when nothing is freed although frees were passed over, and only then")
    void aTraceWithoutFreesIsDoubted() throws Exception {
        Imported unknown = imported(allocation(1), free("mm_page_free_softly", 1), free("kfree", 7));
        Imported unseen = imported(allocation(1), free("mm_page_free", 2));
        Imported none = imported(allocation(1));
        Imported sound = imported(allocation(1), free("kfree", 7), free("mm_page_free", 1));

        assertThat(unknown.summary().warning().orElseThrow()).contains("nothing is ever freed in the trace",
                "2 frees that were passed over (events passed over that tell of frees of another kind)");
        assertThat(unseen.summary().warning().orElseThrow()).contains("1 frees that were passed over");
        assertThat(none.summary().warning()).isEmpty();
        assertThat(sound.summary().warning()).isEmpty();
        assertThat(unknown.summary().json("x").get("warning").asText()).contains("nothing is ever freed");
        assertThat(sound.summary().json("x").has("warning")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nonsense", "   nonsense (of some kind)", "cpus=", "version 6", "1021.77: mm_page_alloc: pfn=1"})
    @DisplayName("refuses what is neither event nor head line nor stack trace, also in the middle")
    void nonsenseIsRefused(String line) {
        assertThatThrownBy(() -> imported(allocation(74565), line))
                .isInstanceOf(MalformedTraceException.class)
                .hasMessageContaining(":2: is no event: expected 'TASK-PID [CPU] FLAGS TIME: EVENT: FIELDS'");
    }
}
