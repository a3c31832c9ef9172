package dev.cleave.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cleave.heap.Heap;
import dev.cleave.heap.HeapUsage;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolUsage;
import dev.cleave.metrics.CleaveManagement.Registration;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Management")
class CleaveManagementTest {
    private static final long MIB = 1 << 20;
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    private static Pool pool(String name) {
        return Pool.builder().name(name).capacity(16 * MIB).purge(false).build();
    }

    @Test
    @DisplayName("shows a pool's figures on the platform's server, and runs its operations")
    void pool() throws Exception {
        try (Pool pool = pool("shown"); Registration shown = CleaveManagement.register(pool)) {
            pool.allocateAddress(3 * MIB);
            pool.free(pool.allocateAddress(MIB - 5));
            pool.allocateAddress(5000);
            assertThat(pool.tryAllocateAddress(64 * MIB)).isZero();
            assertThat(shown.objectName()).isEqualTo(new ObjectName("dev.cleave:type=Pool,name=shown"));
            PoolMXBean bean = JMX.newMXBeanProxy(SERVER, shown.objectName(), PoolMXBean.class);

            PoolUsage usage = pool.usage();
            assertThat(bean.getName()).isEqualTo("shown");
            assertThat(bean.isOpen()).isTrue();
            assertThat(bean.getUnitBytes()).isEqualTo(pool.unit());
            assertThat(bean.getRequestedBytes()).isEqualTo(usage.requestedBytes()).isEqualTo(3 * MIB + 5000);
            assertThat(bean.getUsedBytes()).isEqualTo(usage.usedBytes());
            assertThat(bean.getCommittedBytes()).isEqualTo(usage.committedBytes());
            assertThat(bean.getReservedBytes()).isEqualTo(usage.reservedBytes());
            assertThat(bean.getCapacityBytes()).isEqualTo(16 * MIB);
            assertThat(bean.getFreeBytes()).isEqualTo(usage.freeBytes());
            assertThat(bean.getLargestBlockBytes()).isBetween(usage.largestFreeBlockBytes(), usage.freeBytes());
            assertThat(bean.getMetadataBytes()).isEqualTo(pool.metadataBytes());
            assertThat(bean.getFreeBlocksByOrder()).isEqualTo(pool.space().freeBlocksByOrder());
            assertThat(bean.getWantedBytes()).isEqualTo(2 * MIB);
            assertThat(bean.getUnusableFreeSpaceIndex()).isEqualTo(pool.space().unusableFreeSpaceIndex(9));
            assertThat(bean.getFragmentationIndex()).isEqualTo(-1);
            assertThat(bean.getAllocations()).isEqualTo(3);
            assertThat(bean.getFrees()).isEqualTo(1);
            assertThat(bean.getFailures()).isEqualTo(1);
            assertThat(bean.getPurgedBytes()).isZero();
            assertThat(bean.getReadingAgeSeconds()).isNotNegative();
            long given = bean.trim();
            assertThat(given).isPositive();
            assertThat(bean.getPurgedBytes()).isEqualTo(given);
            JsonNode json = new ObjectMapper().readTree(bean.snapshotJson());
            assertThat(json.path("pool").asText()).isEqualTo("shown");
            assertThat(json.path("usedBytes").asLong()).isEqualTo(usage.usedBytes());
        }
    }

    @Test
    @DisplayName("shows a pool's children, and each of them as a pool of its own")
    void children() {
        Pool pool = pool("parent");
        try (Registration shown = CleaveManagement.register(pool)) {
            Pool child = pool.child("netty", MIB);
            pool.child("arrow", 2 * MIB).allocateAddress(5000);
            child.free(child.allocateAddress(MIB));
            assertThat(child.tryAllocateAddress(2 * MIB)).isZero();
            PoolMXBean bean = JMX.newMXBeanProxy(SERVER, shown.objectName(), PoolMXBean.class);
            assertThat(bean.getChildren()).containsExactlyElementsOf(pool.children()).hasSize(2);
            assertThat(bean.getChildren()[0].peakBytes()).isEqualTo(MIB);
            assertThat(bean.getChildren()[0].capFailures()).isEqualTo(1);
            assertThat(bean.getFailures()).as("the pool's own count has it too").isEqualTo(1);

            try (Registration ofChild = CleaveManagement.register(child)) {
                PoolMXBean childBean = JMX.newMXBeanProxy(SERVER, ofChild.objectName(), PoolMXBean.class);
                assertThat(childBean.getName()).isEqualTo("parent/netty");
                assertThat(childBean.getCapacityBytes()).isEqualTo(MIB);
                assertThat(childBean.getChildren()).isEmpty();
                child.close();
                assertThat(childBean.isOpen()).isFalse();
                assertThat(childBean.getUsedBytes()).isEqualTo(-1);
            }
            pool.close();
            assertThat(bean.getChildren()).isEmpty();
        }
    }

    @Test
    @DisplayName("shows a heap's figures, and runs its operations")
    void heap() throws IOException {
        try (Pool pool = pool("below"); Heap heap = Heap.of(pool);
                Registration shown = CleaveManagement.register(heap)) {
            List<Long> live = new ArrayList<>();
            for (int block = 1; block <= 400; block++) {
                live.add(heap.allocate(block * 100L));
            }
            live.subList(0, 100).forEach(heap::free);
            live.subList(0, 100).clear();
            assertThat(heap.tryAllocate(64 * MIB)).isZero();
            HeapMXBean bean = JMX.newMXBeanProxy(SERVER, shown.objectName(), HeapMXBean.class);

            HeapUsage usage = heap.usage();
            assertThat(shown.objectName()).hasToString("dev.cleave:type=Heap,name=below");
            assertThat(bean.getPoolName()).isEqualTo("below");
            assertThat(bean.isOpen()).isTrue();
            assertThat(bean.getUsedBytes()).isEqualTo(usage.usedBytes());
            assertThat(bean.getHeldBytes()).isEqualTo(usage.blockBytes());
            assertThat(bean.getLargeBytes()).isEqualTo(usage.largeBytes());
            assertThat(bean.getLiveBlocks()).isEqualTo(300);
            assertThat(bean.getStrandedBytes()).isEqualTo(usage.strandedBytes());
            assertThat(bean.getWastedBytes()).isEqualTo(usage.wastedBytes());
            assertThat(bean.getSpareBytes()).isEqualTo(usage.spareBytes());
            assertThat(bean.getQuarantinedBytes()).isZero();
            assertThat(bean.getQuarantinedBlocks()).isZero();
            assertThat(bean.getCorruptedBlocks()).isZero();
            assertThat(bean.getMetadataBytes()).isEqualTo(heap.metadataBytes());
            assertThat(bean.getAllocations()).isEqualTo(400);
            assertThat(bean.getFrees()).isEqualTo(100);
            assertThat(bean.getFailures()).isEqualTo(1);
            assertThat(bean.getReadingAgeSeconds()).isNotNegative();
            live.forEach(heap::free);
            assertThat(bean.trim()).isNotNegative();
            assertThat(new ObjectMapper().readTree(bean.usageJson()).path("liveBlocks").asLong(-1)).isZero();
        }
    }

    @Test
    @DisplayName("of a closed pool tells -1 and NaN; only what would have to do something throws, with a reason")
    void closedPool() throws Exception {
        Pool pool = pool("over");
        try (Registration shown = CleaveManagement.register(pool)) {
            PoolMXBean bean = JMX.newMXBeanProxy(SERVER, shown.objectName(), PoolMXBean.class);
            assertThat(bean.getUsedBytes()).isZero();
            pool.close();

            assertThat(bean.isOpen()).isFalse();
            assertThat(bean.getName()).isEqualTo("over");
            for (String attribute : List.of("RequestedBytes", "UsedBytes", "CommittedBytes", "ReservedBytes",
                    "CapacityBytes", "FreeBytes", "LargestBlockBytes", "MetadataBytes", "Allocations", "Frees",
                    "Failures", "PurgedBytes")) {
                assertThat(SERVER.getAttribute(shown.objectName(), attribute)).as(attribute).isEqualTo(-1L);
            }
            assertThat(bean.getFreeBlocksByOrder()).isEmpty();
            assertThat(bean.getUnusableFreeSpaceIndex()).isNaN();
            assertThat(bean.getFragmentationIndex()).isNaN();
            assertThat(bean.getReadingAgeSeconds()).isNaN();
            for (String operation : List.of("trim", "snapshotJson")) {
                assertThatExceptionOfType(RuntimeMBeanException.class)
                        .isThrownBy(() -> SERVER.invoke(shown.objectName(), operation, null, null))
                        .havingCause().withMessage("pool over is closed");
            }
        }
    }

    @Test
    @DisplayName("of a closed heap tells -1, and refuses to trim it")
    void closedHeap() {
        try (Pool pool = pool("above")) {
            Heap heap = Heap.of(pool);
            Registration shown = CleaveManagement.register(heap, "small ones");
            HeapMXBean bean = JMX.newMXBeanProxy(SERVER, shown.objectName(), HeapMXBean.class);
            heap.close();
            assertThat(bean.isOpen()).isFalse();
            assertThat(bean.getUsedBytes()).isEqualTo(-1);
            assertThat(bean.getAllocations()).isEqualTo(-1);
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(bean::trim)
                    .withMessage("the heap over pool above is closed");
            shown.close();
        }
    }

    // ----------------------------------------------------------------------------------------------------------- names

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a,type=Pool", "a=b", "a:b", "a\"b", "*", "what?", "two\nlines", "back\\slash",
        "dev.cleave:type=Pool,name=x", "\"quoted\"", "für Größe", "\0"})
    @DisplayName("takes any name, and shows it as it is")
    void hostileNames(String name) throws Exception {
        try (Pool pool = pool(name); Registration shown = CleaveManagement.register(pool)) {
            ObjectName objectName = shown.objectName();
            assertThat(objectName.isPattern()).isFalse();
            assertThat(objectName.getKeyPropertyList()).hasSize(2).containsEntry("type", "Pool");
            assertThat(SERVER.getAttribute(objectName, "Name")).isEqualTo(name);
            assertThat(new ObjectName(objectName.toString())).as("read back from its text").isEqualTo(objectName);
        }
    }

    @Test
    @DisplayName("refuses a second open pool of one name, and a second registration of the same")
    void duplicates() {
        try (Pool pool = pool("twin"); Pool other = pool("twin")) {
            Registration shown = CleaveManagement.register(pool);
            for (Pool each : List.of(pool, other)) {
                assertThatIllegalArgumentException().isThrownBy(() -> CleaveManagement.register(each))
                        .withMessage("dev.cleave:type=Pool,name=twin is registered already, of a pool that is open: "
                                + "close its registration, or give this one another name");
            }
            assertThat(SERVER.isRegistered(shown.objectName())).isTrue();
            shown.close();
            try (Registration second = CleaveManagement.register(other)) {
                shown.close();
                assertThat(SERVER.isRegistered(second.objectName())).as("closed twice, it takes out its own alone")
                        .isTrue();
            }
            assertThat(SERVER.isRegistered(shown.objectName())).isFalse();
        }
    }

    @Test
    @DisplayName("gives the name of a closed pool to the next one, and leaves it with that")
    void reopened() {
        Pool first = pool("again");
        Registration old = CleaveManagement.register(first);
        first.close();
        try (Pool next = pool("again"); Registration shown = CleaveManagement.register(next)) {
            next.allocateAddress(MIB);
            PoolMXBean bean = JMX.newMXBeanProxy(SERVER, shown.objectName(), PoolMXBean.class);
            assertThat(bean.getUsedBytes()).isEqualTo(MIB);
            old.close();
            assertThat(SERVER.isRegistered(shown.objectName())).isTrue();
        }
    }

    @Test
    @DisplayName("admits one of many who register at once")
    void racing() throws InterruptedException {
        try (Pool pool = pool("raced")) {
            List<Registration> admitted = registerAtOnce(pool);
            assertThat(admitted).hasSize(1);
            admitted.getFirst().close();
        }
    }

    @RepeatedTest(20)
    @DisplayName("admits one of many who register at once in place of a closed pool, and leaves it in")
    void racingForAClosedOne() throws InterruptedException {
        Pool first = pool("raced");
        Registration old = CleaveManagement.register(first);
        first.close();
        try (Pool next = pool("raced")) {
            List<Registration> admitted = registerAtOnce(next);
            assertThat(admitted).hasSize(1);
            assertThat(SERVER.isRegistered(old.objectName())).isTrue();
            admitted.getFirst().close();
            assertThat(SERVER.isRegistered(old.objectName())).isFalse();
        }
    }

    /** Eight threads: those that are not admitted are refused. */
    private static List<Registration> registerAtOnce(Pool pool) throws InterruptedException {
        CountDownLatch begin = new CountDownLatch(1);
        List<Registration> admitted = new CopyOnWriteArrayList<>();
        AtomicInteger refused = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    begin.await();
                    admitted.add(CleaveManagement.register(pool));
                } catch (IllegalArgumentException | InterruptedException no) {
                    refused.incrementAndGet();
                }
            }));
        }
        begin.countDown();
        for (Thread each : threads) {
            each.join();
        }
        assertThat(refused).hasValue(8 - admitted.size());
        return admitted;
    }

    @Test
    @DisplayName("does not keep a pool that nobody else has")
    void weak() throws Exception {
        Registration shown = registerOne();
        for (int look = 0; look < 200 && isOpen(shown); look++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(isOpen(shown)).as("collected").isFalse();
        shown.close();
    }

    private static boolean isOpen(Registration shown) throws JMException {
        return (boolean) SERVER.getAttribute(shown.objectName(), "Open");
    }

    /** The pool is dropped, and never closed. */
    private static Registration registerOne() throws JMException {
        Registration shown = CleaveManagement.register(pool("dropped"));
        assertThat(SERVER.getAttribute(shown.objectName(), "UsedBytes")).isEqualTo(0L);
        return shown;
    }

    // ---------------------------------------------------------------------------------------------------- class path

    @Test
    @DisplayName("and health need neither Micrometer nor contiguity on the class path")
    void needNoMicrometer() throws Exception {
        List<URL> classPath = new ArrayList<>();
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!each.contains("micrometer") && !each.contains("contiguity")) {
                classPath.add(new File(each).toURI().toURL());
            }
        }
        try (URLClassLoader bare = new URLClassLoader(classPath.toArray(URL[]::new),
                ClassLoader.getPlatformClassLoader())) {
            assertThatExceptionOfType(ClassNotFoundException.class)
                    .isThrownBy(() -> bare.loadClass("io.micrometer.core.instrument.MeterRegistry"));
            Class<?> program = bare.loadClass(WithoutMicrometer.class.getName());
            assertThat(program.getMethod("run").invoke(null)).isEqualTo("UP " + MIB + " 0");
        }
    }

    /** Run by a loader that has no Micrometer. */
    public static final class WithoutMicrometer {
        private WithoutMicrometer() {}

        public static String run() throws Exception {
            try (Pool pool = Pool.builder().name("bare").capacity(16 * MIB).build(); Heap heap = Heap.of(pool);
                    Registration shown = CleaveManagement.register(pool);
                    Registration heapShown = CleaveManagement.register(heap)) {
                pool.allocateAddress(MIB);
                return CleaveHealth.of(pool).look().status() + " " + attribute(shown) + " " + attribute(heapShown);
            }
        }

        private static Object attribute(Registration shown) throws JMException {
            return ManagementFactory.getPlatformMBeanServer().getAttribute(shown.objectName(), "UsedBytes");
        }
    }
}
