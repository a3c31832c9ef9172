package dev.cleave.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.Pool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A list of nodes")
class NodeListTest {
    private static final long COST = 16;

    private final Pool pool = SmallPool.of(1 << 20);
    private final EntryMemory memory = new EntryMemory(pool, new HeldBytes(Long.MAX_VALUE));
    private final NodeTable nodes = new NodeTable(memory, 6);
    private final NodeList list = new NodeList(nodes, 1);
    private int first;
    private int second;
    private int third;

    @BeforeEach
    void fill() {
        first = add();
        second = add();
        third = add();
    }

    @AfterEach
    void close() {
        memory.close();
        pool.close();
    }

    private int add() {
        int node = nodes.take();
        list.addLast(node, COST);
        return node;
    }

    private void touch(int node) {
        list.addLast(node, list.remove(node));
    }

    @Test
    @DisplayName("has its first idle after a whole turn, and not before")
    void idleAfterATurn() {
        list.turn();
        assertThat(list.isFirstIdle()).isFalse();
        list.turn();
        assertThat(list.isFirstIdle()).isTrue();
    }

    @Test
    @DisplayName("has only those idle that were not touched in that turn, whichever leave")
    void touchedIsNotIdle() {
        list.turn();
        touch(third);
        touch(first);
        list.turn();
        assertThat(list.first()).isEqualTo(second);
        assertThat(list.isFirstIdle()).isTrue();
        assertThat(list.remove(second)).isEqualTo(COST);
        assertThat(list.first()).isEqualTo(third);
        assertThat(list.isFirstIdle()).isFalse();
        list.turn();
        assertThat(list.isFirstIdle()).isTrue();
        touch(third);
        touch(first);
        assertThat(list.isFirstIdle()).isFalse();
        assertThat(list.bytes()).isEqualTo(2 * COST);
    }

    @Test
    @DisplayName("keeps its nodes and their costs when their memory moves")
    void moves() {
        long before = memory.held().sum();
        long place = memory.place(nodes.chunks().of(first).offset);
        assertThat(nodes.chunks().tryMove(place)).isTrue();
        assertThat(memory.place(nodes.chunks().of(first).offset)).isNotEqualTo(place);
        assertThat(nodes.chunks().tryMove(place)).as("nothing lies there any more").isFalse();
        assertThat(memory.held().sum()).isEqualTo(before);
        assertThat(list.first()).isEqualTo(first);
        assertThat(nodes.next(first)).isEqualTo(second);
        assertThat(list.remove(second)).isEqualTo(COST);
    }
}
