package dev.cleave.workshop.linux;

/**
 * Doubly linked rings of pages, the links in two arrays: the kernel's {@code list_head} inside {@code struct page}. A
 * page is in one list at most. Every operation is a few reads and writes; none allocates; whoever calls holds the lock
 * of the list.
 *
 * <pre>
 *   slots      page 0 … page n-1 │ head of list 0, list 1, …          an empty list's head points to itself
 *   list 1     head ⇄ 12 ⇄ 4 ⇄ head
 * </pre>
 */
final class PageLists {
    /** No page. */
    static final int NONE = -1;

    /** Lists whose numbers differ by so many lie on different cache lines. */
    static final int STRIDE = 32;

    private final int pages;
    private final int[] next;
    private final int[] previous;

    PageLists(int pages, int lists) {
        this.pages = pages;
        next = new int[STRIDE + pages + STRIDE + lists];
        previous = new int[next.length];
        for (int list = 0; list < lists; list++) {
            next[head(list)] = head(list);
            previous[head(list)] = head(list);
        }
    }

    boolean isEmpty(int list) {
        return next[head(list)] == head(list);
    }

    /** The page added first-most, or {@link #NONE}. */
    int first(int list) {
        return isEmpty(list) ? NONE : next[head(list)] - STRIDE;
    }

    /** The page at the other end, or {@link #NONE}. */
    int last(int list) {
        return isEmpty(list) ? NONE : previous[head(list)] - STRIDE;
    }

    /** The page after this one in its list, or {@link #NONE}. */
    int after(int page) {
        int slot = next[STRIDE + page];
        return slot < STRIDE + pages ? slot - STRIDE : NONE;
    }

    void addFirst(int list, int page) {
        link(STRIDE + page, head(list), next[head(list)]);
    }

    void addLast(int list, int page) {
        link(STRIDE + page, previous[head(list)], head(list));
    }

    /** Takes a page out of the list that it is in. */
    void remove(int page) {
        int before = previous[STRIDE + page];
        int after = next[STRIDE + page];
        next[before] = after;
        previous[after] = before;
    }

    private void link(int slot, int before, int after) {
        next[slot] = after;
        previous[slot] = before;
        next[before] = slot;
        previous[after] = slot;
    }

    private int head(int list) {
        return STRIDE + pages + STRIDE + list;
    }

    long byteSize() {
        return 4L * next.length + 4L * previous.length;
    }
}
