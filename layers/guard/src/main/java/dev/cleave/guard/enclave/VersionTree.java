package dev.cleave.guard.enclave;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Where each page is: a word for each, which is its place in the budget, or the version that it was
 * sealed with. So the page table and the tree of versions are one.
 *
 * <pre>
 *   root, in the budget always           a word for each leaf
 *     +-- leaf: a page of 512 words      is evicted and sealed itself; its version is in the root
 *           +-- page                     its version is in its leaf
 *
 *   word    0                 never written, or freed: all zeroes
 *           2 × frame + 1     in the budget
 *           2 × version       outside, sealed with this version, 1 or more
 * </pre>
 *
 * <p>As the root never leaves the budget, nobody outside can put back an older state of anything: it
 * would not open with the version that its word has. For one thread at a time.
 */
final class VersionTree {
    static final int LEAF_SHIFT = 9;

    /** Words of a leaf. */
    static final int LEAF_PAGES = 1 << LEAF_SHIFT;

    /** Never written: all zeroes. */
    static final long UNWRITTEN = 0;

    private final MemorySegment root;
    private final int pages;

    /**
     * A tree of pages that were never written.
     *
     * @param root of {@link #rootBytes}, zeroed
     * @param pages of data
     */
    VersionTree(MemorySegment root, int pages) {
        this.root = root;
        this.pages = pages;
    }

    static int leaves(int pages) {
        return pages + LEAF_PAGES - 1 >>> LEAF_SHIFT;
    }

    static long rootBytes(int pages) {
        return (long) leaves(pages) * Long.BYTES;
    }

    int leaves() {
        return leaves(pages);
    }

    boolean isLeaf(int page) {
        return page >= pages;
    }

    /** The number of the page that holds the word of a page of data. */
    int leafOf(int page) {
        return pages + (page >>> LEAF_SHIFT);
    }

    /** The word of a leaf. */
    long leafWord(int leaf) {
        return root.get(ValueLayout.JAVA_LONG, (long) (leaf - pages) * Long.BYTES);
    }

    void setLeafWord(int leaf, long word) {
        root.set(ValueLayout.JAVA_LONG, (long) (leaf - pages) * Long.BYTES, word);
    }

    /** The word of a page of data, in its leaf that is in the budget. */
    static long word(MemorySegment leaf, int page) {
        return leaf.get(ValueLayout.JAVA_LONG, (long) (page & LEAF_PAGES - 1) * Long.BYTES);
    }

    static void setWord(MemorySegment leaf, int page, long word) {
        leaf.set(ValueLayout.JAVA_LONG, (long) (page & LEAF_PAGES - 1) * Long.BYTES, word);
    }

    static long inFrame(int frame) {
        return (long) frame << 1 | 1;
    }

    static long sealed(long version) {
        return version << 1;
    }

    static boolean isInFrame(long word) {
        return (word & 1) == 1;
    }

    static int frame(long word) {
        return (int) (word >>> 1);
    }

    static long version(long word) {
        return word >>> 1;
    }

    /** What a page is called in an error. */
    String name(int page) {
        return isLeaf(page)
                ? "the page of versions of pages " + (page - pages) * (long) LEAF_PAGES + " to "
                        + (Math.min(pages, (page - pages + 1L) * LEAF_PAGES) - 1)
                : "page " + page;
    }
}
