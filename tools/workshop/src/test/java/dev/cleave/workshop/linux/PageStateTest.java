package dev.cleave.workshop.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The state of a page, lists and batches")
class PageStateTest {
    @Test
    @DisplayName("a byte keeps what begins there, its order and its mobility")
    void roundTrip() {
        for (int order = 0; order <= 30; order++) {
            byte free = PageState.free(order);
            assertTrue(PageState.isFree(free) && !PageState.isAllocated(free) && !PageState.isMovable(free));
            assertEquals(order, PageState.order(free));
            for (Mobility each : Mobility.values()) {
                byte allocated = PageState.allocated(order, each);
                assertTrue(PageState.isAllocated(allocated) && !PageState.isFree(allocated));
                assertEquals(order, PageState.order(allocated));
                assertEquals(each == Mobility.MOVABLE, PageState.isMovable(allocated));
            }
        }
        assertFalse(PageState.isFree(PageState.NOTHING) || PageState.isAllocated(PageState.NOTHING));
    }

    @Test
    @DisplayName("lists keep their order, at both ends and when a page in the middle leaves")
    void lists() {
        PageLists lists = new PageLists(8, 2);
        assertEquals(PageLists.NONE, lists.first(1));
        lists.addFirst(1, 0);
        lists.addFirst(1, 7);
        lists.addLast(1, 3);
        lists.remove(0);
        assertEquals(7, lists.first(1));
        assertEquals(3, lists.after(7));
        assertEquals(PageLists.NONE, lists.after(3));
        assertEquals(3, lists.last(1));
        assertTrue(lists.isEmpty(0));
    }

    @Test
    @DisplayName("a batch is 63 pages for a gigabyte and more, 1 for a small space")
    void batches() {
        assertEquals(63, PerCpuLists.batch(1 << 18));
        assertEquals(63, PerCpuLists.batch(1 << 30));
        assertEquals(1, PerCpuLists.batch(1024));
        assertEquals(15, PerCpuLists.batch(1 << 16));
    }
}
