package dev.cleave.gpu.dump;

/** What is refused of figures, under the names that the schema has for them. */
final class Figures {
    private Figures() {}

    static void requireCount(String name, long figure) {
        if (figure < 0) {
            throw new IllegalArgumentException(name + " is " + figure + ": must be 0 or more");
        }
    }

    static void requireWithin(String name, long figure, String bound, long most) {
        requireCount(name, figure);
        if (figure > most) {
            throw new IllegalArgumentException(
                    name + " is " + figure + ": must be no more than " + bound + ", " + most);
        }
    }
}
