package dev.cleave.tiers.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An encrypted heap")
class EncryptedHeapTest {
    private static final String SECRET = "a word that is nowhere else to be found";

    @TempDir
    private Path folder;

    private Path path() {
        return folder.resolve("heap");
    }

    private static byte[] key(int value) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) value);
        return key;
    }

    private EncryptedHeap open() {
        return EncryptedHeap.open(path(), DurableSettings.usual().withCapacity(2 << 20), _ -> key(1));
    }

    private static long put(EncryptedHeap heap, String root, byte[] bytes) {
        try (EncryptedTransaction transaction = heap.begin()) {
            long handle = transaction.allocate(bytes.length);
            transaction.write(handle, 0, MemorySegment.ofArray(bytes));
            transaction.setRoot(root, handle);
            transaction.commit();
            return handle;
        }
    }

    private static byte[] get(EncryptedHeap heap, long handle) {
        byte[] bytes = new byte[(int) heap.byteSize(handle)];
        heap.read(handle, 0, MemorySegment.ofArray(bytes));
        return bytes;
    }

    private static byte[] secret(int byteSize) {
        byte[] bytes = new byte[byteSize];
        byte[] word = SECRET.getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < byteSize; at++) {
            bytes[at] = word[at % word.length];
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 4095, 4096, 4097, 100_000})
    @DisplayName("gives back what was committed after it was closed and opened, and has none of it in its file")
    void keepsSecrets(int byteSize) throws Exception {
        byte[] bytes = secret(byteSize);
        long handle;
        try (EncryptedHeap heap = open()) {
            handle = put(heap, "secret", bytes);
        }
        if (byteSize > SECRET.length()) {
            assertThat(new String(Files.readAllBytes(path()), StandardCharsets.ISO_8859_1)).doesNotContain(SECRET);
        }
        try (EncryptedHeap heap = open()) {
            assertThat(heap.roots()).isEqualTo(Map.of("secret", handle));
            assertThat(heap.byteSize(handle)).isEqualTo(byteSize);
            assertThat(get(heap, handle)).isEqualTo(bytes);
            heap.verify();
            List<Long> seen = new ArrayList<>();
            heap.forEach((each, size) -> {
                seen.add(each);
                assertThat(size).isEqualTo(byteSize);
            });
            assertThat(seen).containsExactly(handle);
        }
    }

    @Test
    @DisplayName("does what an array does, under writes, resizes and reads in any order")
    void isLikeAnArray() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Long, byte[]> model = new TreeMap<>();
        try (EncryptedHeap heap = open()) {
            for (int step = 0; step < 150; step++) {
                Map<Long, byte[]> changed = new TreeMap<>(model);
                try (EncryptedTransaction transaction = heap.begin()) {
                    for (int change = 0; change < 4; change++) {
                        change(transaction, changed, random);
                    }
                    if (random.nextBoolean()) {
                        transaction.commit();
                        model = changed;
                    }
                }
                for (Map.Entry<Long, byte[]> each : model.entrySet()) {
                    assertThat(get(heap, each.getKey())).as("seed %s, step %s", seed, step).isEqualTo(each.getValue());
                }
            }
            heap.verify();
        }
    }

    private static void change(EncryptedTransaction transaction, Map<Long, byte[]> model, Random random) {
        List<Long> handles = List.copyOf(model.keySet());
        int kind = handles.isEmpty() ? 0 : random.nextInt(5);
        if (kind == 0 && handles.size() < 12) {
            int size = 1 + random.nextInt(3 * Chunks.PLAIN_BYTES);
            model.put(transaction.allocate(size), new byte[size]);
            return;
        }
        long handle = handles.get(random.nextInt(handles.size()));
        byte[] bytes = model.get(handle).clone();
        if (kind == 1) {
            transaction.free(handle);
            model.remove(handle);
        } else if (kind == 2) {
            bytes = Arrays.copyOf(bytes, 1 + random.nextInt(3 * Chunks.PLAIN_BYTES));
            transaction.resize(handle, bytes.length);
            model.put(handle, bytes);
        } else {
            int offset = random.nextInt(bytes.length);
            byte[] part = new byte[random.nextInt(bytes.length - offset) + 1];
            random.nextBytes(part);
            System.arraycopy(part, 0, bytes, offset, part.length);
            transaction.write(handle, offset, MemorySegment.ofArray(part));
            model.put(handle, bytes);
        }
        if (model.containsKey(handle)) {
            byte[] read = new byte[bytes.length];
            transaction.read(handle, 0, MemorySegment.ofArray(read));
            assertThat(read).isEqualTo(bytes);
            assertThat(transaction.byteSize(handle)).isEqualTo(bytes.length);
        }
    }

    @Test
    @DisplayName("refuses a wrong key, a short one, and to be opened without one")
    void refusesKeys() {
        try (EncryptedHeap heap = open()) {
            put(heap, "secret", secret(100));
        }
        assertThatThrownBy(() -> EncryptedHeap.open(path(), DurableSettings.usual(), _ -> key(2)))
                .isInstanceOf(WrongKeyException.class)
                .hasMessage(path() + " was encrypted with another key: give the one that it was created with");
        assertThatThrownBy(() -> EncryptedHeap.open(path(), DurableSettings.usual(), _ -> new byte[16]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a key of 16 bytes for " + path() + ": it must have 32");
        assertThatThrownBy(() -> DurableHeap.open(path())).isInstanceOf(DurableHeapException.class)
                .hasMessage(
                        path() + " is encrypted: open it as an EncryptedHeap, with the key that it was created with");
        try (EncryptedHeap heap = open()) {
            assertThat(get(heap, heap.root("secret").orElseThrow())).isEqualTo(secret(100));
        }
    }

    @Test
    @DisplayName("overwrites the key that it was given")
    void forgetsTheKey() {
        byte[] key = key(1);
        EncryptedHeap.open(path(), DurableSettings.usual().withCapacity(2 << 20), _ -> key).close();
        assertThat(key).containsOnly(0);
    }

    @Test
    @DisplayName("is not made of a heap with objects that are not encrypted")
    void refusesPlainHeap() {
        try (DurableHeap heap = DurableHeap.open(path(), DurableSettings.usual().withCapacity(2 << 20));
                DurableTransaction transaction = heap.begin()) {
            transaction.setRoot("plain", transaction.allocate(1));
            transaction.commit();
        }
        assertThatThrownBy(this::open).isInstanceOf(DurableHeapException.class).hasMessage(path()
                + " has objects that are not encrypted: open it as a DurableHeap, or name another file");
    }

    @Test
    @DisplayName("keeps the root that says so to itself")
    void keepsItsRoot() {
        try (EncryptedHeap heap = open(); EncryptedTransaction transaction = heap.begin()) {
            assertThat(heap.root(EncryptionMark.ROOT)).isEmpty();
            assertThatThrownBy(() -> transaction.removeRoot(EncryptionMark.ROOT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the root \"cleave.encryption\" says that the heap is encrypted: take another name");
        }
    }

    @Test
    @DisplayName("finds out an object that was changed, and one that took another's place")
    void findsForgeries() throws Exception {
        long one;
        long other;
        try (EncryptedHeap heap = open()) {
            one = put(heap, "one", secret(5000));
            other = put(heap, "other", secret(5000));
        }
        byte[] good = Files.readAllBytes(path());
        HeapSurvey survey = HeapCheck.survey(path());
        int at = offsetOf(survey, one);
        int from = offsetOf(survey, other);
        int sealed = (int) Chunks.sealedBytes(5000);

        byte[] changed = good.clone();
        changed[at + 2000] ^= 1;
        Files.write(path(), changed);
        refuses(one, 0);
        byte[] swapped = good.clone();
        System.arraycopy(good, from, swapped, at, sealed);
        Files.write(path(), swapped);
        refuses(one, 0);
        byte[] turned = good.clone();
        System.arraycopy(good, at + Chunks.SEALED_BYTES, turned, at + Chunks.SEALED_BYTES - 1, 10);
        Files.write(path(), turned);
        refuses(one, 0);
        Files.write(path(), good);
        try (EncryptedHeap heap = open()) {
            heap.verify();
        }
    }

    private static int offsetOf(HeapSurvey survey, long handle) {
        return (int) survey.objects().stream().filter(each -> each.handle() == handle).findFirst().orElseThrow()
                .offset();
    }

    private void refuses(long handle, int part) {
        try (EncryptedHeap heap = open()) {
            assertThatThrownBy(() -> get(heap, handle)).isInstanceOf(ForgedObjectException.class)
                    .hasMessage(path() + ": part " + part + " of " + Handle.text(handle)
                            + " is not what was written with this key: it was changed, moved or damaged");
            assertThatThrownBy(heap::verify).isInstanceOf(ForgedObjectException.class);
        }
    }

    @Test
    @DisplayName("never uses a nonce twice with a key, in one life and over many")
    void noncesDiffer() {
        byte[] salt = new byte[EncryptionMark.SALT_BYTES];
        Set<String> nonces = new HashSet<>();
        for (int life = 0; life < 20; life++) {
            ChunkCipher cipher = new ChunkCipher(key(1), salt);
            for (int chunk = 0; chunk < 50; chunk++) {
                byte[] sealed = cipher.seal(1, 0, true, new byte[16]);
                nonces.add(Arrays.toString(Arrays.copyOf(sealed, Chunks.HEAD_BYTES)));
            }
        }
        assertThat(nonces).hasSize(20 * 50);
    }

    @Test
    @DisplayName("opens a chunk for its own object, place and end alone")
    void chunksAreBound() throws Exception {
        byte[] salt = new byte[EncryptionMark.SALT_BYTES];
        ChunkCipher cipher = new ChunkCipher(key(1), salt);
        byte[] sealed = cipher.seal(7, 3, false, new byte[] {1, 2, 3});
        assertThat(new ChunkCipher(key(1), salt).open(7, 3, false, sealed)).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> cipher.open(8, 3, false, sealed)).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> cipher.open(7, 2, false, sealed)).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> cipher.open(7, 3, true, sealed)).isInstanceOf(GeneralSecurityException.class);
        salt[0] = 1;
        assertThatThrownBy(() -> new ChunkCipher(key(1), salt).open(7, 3, false, sealed))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    @DisplayName("knows the size of an object by the bytes that it takes")
    void sizes() {
        for (long plain = 1; plain < 20_000; plain++) {
            assertThat(Chunks.plainBytes(Chunks.sealedBytes(plain))).isEqualTo(plain);
        }
    }
}
