package dev.cleave.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A table")
class TableTest {
    @Test
    @DisplayName("has words to the left, figures to the right, columns as wide as their longest cell, and no space at a line's end")
    void alignsItsColumns() {
        Table table = new Table().left(2, 6).right(1, 5).left(3, 0);
        table.row("name", "ns", "why").row("a", "7").row("longest", "123456", "late").row(List.of("", "", "x"));
        assertThat(table.lines()).containsExactly(
                "  name        ns   why",
                "  a            7",
                "  longest 123456   late",
                "                   x");
    }

    @Test
    @DisplayName("keeps lines as they are between its rows, however long")
    void keepsLines() {
        Table table = new Table().left(0, 0).right(1, 0);
        table.row("a", "1").line("").line("a heading over all of it").row("b", "22");
        assertThat(table.lines()).containsExactly("a  1", "", "a heading over all of it", "b 22");
    }

    @Test
    @DisplayName("gives what is painted the room of what is seen, and paints whole rows from end to end")
    void paints() {
        Table table = new Table().left(0, 4).right(1, 3);
        table.row(text -> Paint.painted(Paint.BOLD, text), List.of("head", "n"));
        table.row("a", Paint.painted(Paint.GREEN, "12"));
        assertThat(table.lines()).containsExactly(
                "\u001B[1mhead   n\u001B[0m",
                "a     \u001B[32m12\u001B[0m");
    }

    @Test
    @DisplayName("lets a heading stand over several columns, which need not be as wide as it each")
    void spansColumns() {
        Table table = new Table().left(0, 3).right(1, 2).right(1, 2);
        table.row("", Table.SPANNED, "wide").row("row", "1", "2");
        assertThat(table.lines()).containsExactly("     wide", "row  1  2");
    }

    @Test
    @DisplayName("refuses more cells than it has columns")
    void refusesTooManyCells() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Table().left(0, 0).row("a", "b"))
                .withMessage("2 cells for 1 columns");
        assertThat(new Table().left(0, 0).lines()).isEmpty();
    }
}
