package dev.cleave.guard.enclave;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The tree of versions")
class VersionTreeTest {
    private static final int PAGES = 1200;

    @Test
    @DisplayName("has a leaf for each 512 pages, behind them, and a word in the root for each leaf")
    void leaves() {
        try (Arena arena = Arena.ofConfined()) {
            VersionTree tree = new VersionTree(arena.allocate(VersionTree.rootBytes(PAGES), Long.BYTES), PAGES);
            assertThat(tree.leaves()).isEqualTo(3);
            assertThat(VersionTree.rootBytes(PAGES)).isEqualTo(24);
            assertThat(tree.leafOf(0)).isEqualTo(1200);
            assertThat(tree.leafOf(511)).isEqualTo(1200);
            assertThat(tree.leafOf(512)).isEqualTo(1201);
            assertThat(tree.leafOf(1199)).isEqualTo(1202);
            assertThat(tree.isLeaf(1199)).isFalse();
            assertThat(tree.isLeaf(1200)).isTrue();
            assertThat(tree.leafWord(1202)).isEqualTo(VersionTree.UNWRITTEN);
            tree.setLeafWord(1202, VersionTree.sealed(9));
            assertThat(tree.leafWord(1202)).isEqualTo(VersionTree.sealed(9));
            assertThat(tree.leafWord(1201)).isEqualTo(VersionTree.UNWRITTEN);
        }
    }

    @Test
    @DisplayName("has a word for each page of a leaf, and no two share one")
    void words() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment leaf = arena.allocate(SlabShape.PAGE_BYTES, Long.BYTES);
            for (int page = 512; page < 1024; page++) {
                VersionTree.setWord(leaf, page, VersionTree.sealed(page));
            }
            for (int page = 512; page < 1024; page++) {
                assertThat(VersionTree.version(VersionTree.word(leaf, page))).isEqualTo(page);
            }
        }
    }

    @Test
    @DisplayName("tells a frame from a version, and either from what was never written")
    void kinds() {
        assertThat(VersionTree.isInFrame(VersionTree.inFrame(0))).isTrue();
        assertThat(VersionTree.frame(VersionTree.inFrame(77))).isEqualTo(77);
        assertThat(VersionTree.isInFrame(VersionTree.sealed(1L << 40))).isFalse();
        assertThat(VersionTree.version(VersionTree.sealed(1L << 40))).isEqualTo(1L << 40);
        assertThat(VersionTree.isInFrame(VersionTree.UNWRITTEN)).isFalse();
        assertThat(VersionTree.inFrame(0)).isNotEqualTo(VersionTree.UNWRITTEN);
        assertThat(VersionTree.sealed(1)).isNotEqualTo(VersionTree.UNWRITTEN);
    }

    @Test
    @DisplayName("names a page, and the pages behind a leaf, in errors")
    void names() {
        VersionTree tree = new VersionTree(MemorySegment.ofArray(new long[3]), PAGES);
        assertThat(tree.name(7)).isEqualTo("page 7");
        assertThat(tree.name(1200)).isEqualTo("the page of versions of pages 0 to 511");
        assertThat(tree.name(1202)).isEqualTo("the page of versions of pages 1024 to 1199");
    }
}
