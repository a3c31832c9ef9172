package dev.cleave.tiers.durable;

import static dev.cleave.tiers.durable.DurableHeapTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many threads at once: commits share syncs, readers see whole commits, a failure reaches everybody. */
@DisplayName("Commits of many threads")
class CommitterTest {
    private static final DurableSettings SMALL =
            DurableSettings.usual().withCapacity(1 << 20).withGrowthStep(1 << 18).withLogBytes(32 << 10);
    private static final int THREADS = 6;
    private static final int MANY = 16;

    /** A file whose syncs of a range wait, fail, or are counted. */
    private static final class SlowFile implements DurableFile {
        private final DurableFile file;
        final AtomicInteger syncs = new AtomicInteger();
        volatile boolean fails;
        volatile CountDownLatch gate = new CountDownLatch(0);

        SlowFile(DurableFile file) {
            this.file = file;
        }

        @Override
        public String name() {
            return file.name();
        }

        @Override
        public long byteSize() {
            return file.byteSize();
        }

        @Override
        public void grow(long byteSize) {
            file.grow(byteSize);
        }

        @Override
        public MemorySegment map(long mostBytes) {
            return file.map(mostBytes);
        }

        @Override
        public void read(long offset, MemorySegment into) {
            file.read(offset, into);
        }

        @Override
        public void write(long offset, MemorySegment from) {
            file.write(offset, from);
        }

        @Override
        public void sync() {
            file.sync();
        }

        @Override
        public void sync(long offset, long byteSize) {
            syncs.incrementAndGet();
            try {
                assertThat(gate.await(5, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            if (fails) {
                throw new IllegalStateException("the disk is gone");
            }
            file.sync(offset, byteSize);
        }

        @Override
        public void close() {
            file.close();
        }
    }

    private final SlowFile file = new SlowFile(new RecordedFile(new byte[0]));

    private static long commit(DurableHeap heap, long handle, int seed) {
        try (DurableTransaction transaction = heap.begin()) {
            transaction.write(handle, 0, bytes(64, seed));
            transaction.commit();
            return handle;
        }
    }

    private static List<Long> allocate(DurableHeap heap, int count) {
        List<Long> handles = new ArrayList<>();
        try (DurableTransaction transaction = heap.begin()) {
            for (int each = 0; each < count; each++) {
                handles.add(transaction.allocate(64));
            }
            transaction.commit();
        }
        return handles;
    }

    @Test
    @DisplayName("that wait while others sync go together with a next sync")
    void together() throws Exception {
        try (DurableHeap heap = DurableHeap.open(file, SMALL);
                ExecutorService threads = Executors.newFixedThreadPool(MANY)) {
            List<Long> handles = allocate(heap, MANY);
            file.gate = new CountDownLatch(1);
            int before = file.syncs.get();
            List<Future<Long>> commits = new ArrayList<>();
            for (int each = 0; each < Departures.MOST_GROUPS; each++) {
                long handle = handles.get(each);
                commits.add(threads.submit(() -> commit(heap, handle, 1)));
                while (file.syncs.get() == before + each) {
                    Thread.onSpinWait();
                }
            }
            for (long handle : handles.subList(Departures.MOST_GROUPS, MANY)) {
                commits.add(threads.submit(() -> commit(heap, handle, 1)));
            }
            while (heap.waitingCommits() < MANY - Departures.MOST_GROUPS) {
                Thread.onSpinWait();
            }
            assertThat(commits).noneMatch(Future::isDone);
            file.gate.countDown();
            for (Future<Long> each : commits) {
                assertThat(heap.view(each.get(5, TimeUnit.MINUTES)).mismatch(bytes(64, 1))).isEqualTo(-1);
            }
            assertThat(file.syncs.get() - before).as("each group takes half of those that wait, or more")
                    .isLessThanOrEqualTo(MANY / 2);
            heap.verify();
        }
    }

    @Test
    @DisplayName("whose record is durable before the one ahead of it return when that one is, and not before")
    void inOrder() throws Exception {
        RecordedFile disk = new RecordedFile(new byte[0]);
        CountDownLatch first = new CountDownLatch(1);
        SlowFile ordered = new SlowFile(disk);
        try (DurableHeap heap = DurableHeap.open(ordered, SMALL);
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Long> handles = allocate(heap, 2);
            ordered.gate = first;
            int before = ordered.syncs.get();
            Future<Long> ahead = threads.submit(() -> commit(heap, handles.getFirst(), 1));
            while (ordered.syncs.get() == before) {
                Thread.onSpinWait();
            }
            ordered.gate = new CountDownLatch(0);
            long known = syncs(disk);
            Future<Long> behind = threads.submit(() -> commit(heap, handles.getLast(), 1));
            while (syncs(disk) == known) {
                Thread.onSpinWait();
            }
            assertThat(behind.isDone()).as("its sync has returned").isFalse();
            requireNeither(disk, handles);
            first.countDown();
            assertThat(heap.view(ahead.get(5, TimeUnit.MINUTES)).mismatch(bytes(64, 1))).isEqualTo(-1);
            assertThat(heap.view(behind.get(5, TimeUnit.MINUTES)).mismatch(bytes(64, 1))).isEqualTo(-1);
        }
    }

    private static long syncs(RecordedFile disk) {
        return disk.events().stream().filter(RecordedFile.Event::isSync).count();
    }

    /** Of a disk that lost all that was not synced, which the first record is, and not the second. */
    private static void requireNeither(RecordedFile disk, List<Long> handles) {
        int events = disk.events().size();
        List<Integer> lost = disk.unsynced(events);
        try (DurableHeap heap =
                DurableHeap.open(new RecordedFile(disk.image(events, each -> !lost.contains(each))), SMALL)) {
            for (long handle : handles) {
                assertThat(heap.view(handle).mismatch(MemorySegment.ofArray(new byte[64]))).isEqualTo(-1);
            }
            heap.verify();
        }
    }

    @Test
    @DisplayName("all fail where a sync fails: the heap refuses everything, and is whole when it is opened again")
    void failure() {
        RecordedFile disk = new RecordedFile(new byte[0]);
        SlowFile failing = new SlowFile(disk);
        byte[] image;
        long handle;
        try (DurableHeap heap = DurableHeap.open(failing, SMALL); DurableTransaction lost = heap.begin()) {
            handle = allocate(heap, 1).getFirst();
            lost.write(handle, 0, bytes(64, 2));
            failing.fails = true;
            assertThatExceptionOfType(DurableHeapException.class).isThrownBy(lost::commit)
                    .withMessageContaining("heap recorded has failed (the disk is gone): close it and open it again")
                    .havingCause().withMessage("the disk is gone");
            assertThatIllegalStateException().isThrownBy(lost::commit).withMessageContaining("lost with its heap");
            assertThatExceptionOfType(DurableHeapException.class).isThrownBy(() -> heap.view(handle));
            assertThatExceptionOfType(DurableHeapException.class).isThrownBy(heap::begin);
            image = disk.image();
        }
        try (DurableHeap heap = DurableHeap.open(new RecordedFile(image), SMALL)) {
            assertThat(heap.contains(handle)).isTrue();
            heap.verify();
        }
    }

    @Test
    @DisplayName("of transfers between accounts are seen whole by readers of each, keep the sum, and leak nothing")
    void transfers() throws Exception {
        long seed = System.nanoTime();
        int accounts = 8;
        try (DurableHeap heap = DurableHeap.open(file, SMALL);
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Long> handles = allocate(heap, accounts);
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger commits = new AtomicInteger();
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int thread = 0; thread < THREADS - 1; thread++) {
                Random random = new Random(seed + thread);
                tasks.add(() -> {
                    while (commits.get() < 2000) {
                        transfer(heap, handles, random, commits);
                    }
                    over.set(true);
                    return null;
                });
            }
            tasks.add(() -> {
                MemorySegment twice = MemorySegment.ofArray(new byte[16]);
                while (!over.get()) {
                    for (long handle : handles) {
                        heap.read(handle, 0, twice);
                        assertThat(twice.get(Words.LONG, 0)).as("seed %d", seed).isEqualTo(twice.get(Words.LONG, 8));
                    }
                }
                return null;
            });
            for (Future<Void> each : threads.invokeAll(tasks)) {
                each.get();
            }
            long sum = handles.stream().mapToLong(each -> heap.view(each).get(Words.LONG, 0)).sum();
            assertThat(sum).as("seed %d", seed).isZero();
            heap.verify();
            assertThat(heap.usage().objects()).isEqualTo(accounts);
        }
    }

    /** Moves an amount, allocates and frees something besides, and gives up where another is at it. */
    private static void transfer(DurableHeap heap, List<Long> handles, Random random, AtomicInteger commits) {
        long from = handles.get(random.nextInt(handles.size()));
        long to = handles.get(random.nextInt(handles.size()));
        try (DurableTransaction transaction = heap.begin()) {
            add(transaction, from, -5);
            add(transaction, to, 5);
            long scratch = transaction.allocate(1 + random.nextInt(2000));
            if (random.nextInt(10) > 0) {
                transaction.free(scratch);
                transaction.commit();
                commits.incrementAndGet();
            }
        } catch (ConflictException another) {
            Thread.onSpinWait();
        }
    }

    private static void add(DurableTransaction transaction, long account, long amount) {
        MemorySegment value = MemorySegment.ofArray(new byte[16]);
        transaction.read(account, 0, value);
        value.set(Words.LONG, 0, value.get(Words.LONG, 0) + amount);
        value.set(Words.LONG, 8, value.get(Words.LONG, 8) + amount);
        transaction.write(account, 0, value);
    }

    @Test
    @DisplayName("that allocate make the file and the index grow while others commit; what each allocated it has")
    void growth() throws Exception {
        try (DurableHeap heap = DurableHeap.open(file, SMALL);
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            long before = heap.usage().fileBytes();
            List<Callable<List<Long>>> tasks = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int seed = thread;
                tasks.add(() -> {
                    List<Long> mine = new ArrayList<>();
                    for (int each = 0; each < 100; each++) {
                        try (DurableTransaction transaction = heap.begin()) {
                            long handle = transaction.allocate(1000);
                            transaction.write(handle, 0, bytes(1000, seed));
                            transaction.commit();
                            mine.add(handle);
                        }
                    }
                    return mine;
                });
            }
            int seed = 0;
            for (Future<List<Long>> each : threads.invokeAll(tasks)) {
                for (long handle : each.get()) {
                    assertThat(heap.view(handle).mismatch(bytes(1000, seed))).isEqualTo(-1);
                }
                seed++;
            }
            heap.verify();
            assertThat(heap.usage().fileBytes()).isGreaterThan(before);
            assertThat(heap.usage().objects()).isEqualTo(100L * THREADS);
            assertThat(heap.usage().indexBytes()).as("more than a chunk").isGreaterThan(Index.CHUNK_BYTES);
        }
    }

    @Test
    @DisplayName("and reads that meet a close are made or refused, one by one; what was made is there afterwards")
    void closedMeanwhile(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("heap");
        List<Callable<Integer>> tasks = new ArrayList<>();
        CountDownLatch under = new CountDownLatch(THREADS);
        DurableHeap heap = DurableHeap.open(path, SMALL);
        List<Long> handles = allocate(heap, THREADS);
        for (long handle : handles) {
            tasks.add(() -> {
                int made = 0;
                try {
                    while (true) {
                        commit(heap, handle, made + 1);
                        if (++made == 1) {
                            under.countDown();
                        }
                        heap.read(handle, 0, MemorySegment.ofArray(new byte[64]));
                    }
                } catch (DurableHeapException | IllegalStateException closed) {
                    return made;
                }
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Integer>> all = tasks.stream().map(threads::submit).toList();
            assertThat(under.await(5, TimeUnit.MINUTES)).isTrue();
            heap.close();
            try (DurableHeap again = DurableHeap.open(path)) {
                for (int each = 0; each < THREADS; each++) {
                    int made = all.get(each).get(5, TimeUnit.MINUTES);
                    assertThat(again.view(handles.get(each)).mismatch(bytes(64, made))).isEqualTo(-1);
                }
                again.verify();
            }
        }
    }

    @Test
    @DisplayName("do not end by an interrupt: the commit is made, and the thread stays interrupted")
    void interrupted() {
        try (DurableHeap heap = DurableHeap.open(file, SMALL)) {
            long handle = allocate(heap, 1).getFirst();
            Thread.currentThread().interrupt();
            try {
                commit(heap, handle, 3);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            assertThat(heap.view(handle).mismatch(bytes(64, 3))).isEqualTo(-1);
        }
    }
}
