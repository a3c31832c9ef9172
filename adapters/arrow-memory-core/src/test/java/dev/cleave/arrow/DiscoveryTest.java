package dev.cleave.arrow;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.Pool;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.DefaultAllocationManagerFactory;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.util.Text;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Arrow, which finds its memory by itself,")
class DiscoveryTest {
    private static final int ROWS = 10_000;
    private static final int BATCHES = 50;

    @Test
    @DisplayName("finds Cleave")
    void finds() {
        CleaveArrowMemory found = (CleaveArrowMemory) DefaultAllocationManagerFactory.FACTORY;
        long before = found.heap().usage().liveBlocks();
        try (RootAllocator root = new RootAllocator(); var buffer = root.buffer(1000)) {
            buffer.setLong(0, 1);
            assertThat(found.heap().usage().liveBlocks()).isEqualTo(before + 1);
        }
        assertThat(found.heap().usage().liveBlocks()).isEqualTo(before);
    }

    @Test
    @DisplayName("writes and reads a stream of record batches in a pool that it does not grow")
    void stream() throws IOException {
        try (Pool pool = Pool.builder().name("stream").capacity(16 << 20).build();
                CleaveArrowMemory memory = CleaveArrowMemory.of(pool);
                BufferAllocator allocator = memory.rootAllocator()) {
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            write(allocator, written);
            long committed = pool.committedBytes();
            read(allocator, written.toByteArray());
            assertThat(pool.committedBytes()).isLessThanOrEqualTo(committed + (4 << 20));
            assertThat(allocator.getAllocatedMemory()).isZero();
        }
    }

    private static void write(BufferAllocator allocator, ByteArrayOutputStream target) throws IOException {
        try (BigIntVector numbers = new BigIntVector("number", allocator);
                VarCharVector names = new VarCharVector("name", allocator);
                VectorSchemaRoot root = new VectorSchemaRoot(List.of(numbers.getField(), names.getField()),
                        List.of(numbers, names), ROWS);
                ArrowStreamWriter writer = new ArrowStreamWriter(root, null, Channels.newChannel(target))) {
            writer.start();
            for (int batch = 0; batch < BATCHES; batch++) {
                for (int row = 0; row < ROWS; row++) {
                    numbers.setSafe(row, (long) batch * ROWS + row);
                    names.setSafe(row, new Text("row " + row % 100));
                }
                root.setRowCount(ROWS);
                writer.writeBatch();
            }
            writer.end();
        }
    }

    private static void read(BufferAllocator allocator, byte[] source) throws IOException {
        List<String> names = IntStream.range(0, 100).mapToObj(row -> "row " + row).collect(toList());
        long next = 0;
        try (ArrowStreamReader reader = new ArrowStreamReader(new ByteArrayInputStream(source), allocator)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            while (reader.loadNextBatch()) {
                BigIntVector numbers = (BigIntVector) root.getVector("number");
                VarCharVector texts = (VarCharVector) root.getVector("name");
                for (int row = 0; row < root.getRowCount(); row++) {
                    assertThat(numbers.get(row)).isEqualTo(next++);
                    assertThat(texts.getObject(row)).hasToString(names.get(row % 100));
                }
            }
        }
        assertThat(next).isEqualTo((long) ROWS * BATCHES);
    }
}
