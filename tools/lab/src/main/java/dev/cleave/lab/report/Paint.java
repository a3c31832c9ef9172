package dev.cleave.lab.report;

/** Text in colour, as terminals understand it. */
public final class Paint {
    /** Bold. */
    public static final String BOLD = "1";

    /** What is well. */
    public static final String GREEN = "32";

    /** What is not. */
    public static final String RED = "31";

    private Paint() {}

    /** The style of one of the 256 colours that terminals number. */
    public static String colour(int number) {
        return "38;5;" + number;
    }

    /** The text in a style, and nothing after it. */
    public static String painted(String style, String text) {
        return "\u001B[" + style + "m" + text + "\u001B[0m";
    }

    /** The text in a style where there are colours, and as it is elsewhere. */
    public static String painted(boolean colour, String style, String text) {
        return colour ? painted(style, text) : text;
    }
}
