package dev.cleave.cli;

import dev.cleave.lab.map.TerminalWidth;

/** Whether output may be coloured. */
final class Style {
    private Style() {}

    /** Only on a terminal that is not "dumb", and never when {@code NO_COLOR} is set (https://no-color.org). */
    static boolean colourful() {
        String noColor = System.getenv("NO_COLOR");
        boolean wanted = (noColor == null || noColor.isEmpty()) && !"dumb".equals(System.getenv("TERM"));
        return wanted && TerminalWidth.of(TerminalWidth.STANDARD_OUTPUT).isPresent();
    }
}
