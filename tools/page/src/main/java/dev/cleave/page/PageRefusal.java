package dev.cleave.page;

/** A request that is not answered; its message tells whoever asked why. */
public final class PageRefusal extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    /** @param status of HTTP: 400 to 599 */
    public PageRefusal(int status, String message) {
        super(message);
        this.status = status;
    }

    /** A request that is not as it must be: 400. */
    public static PageRefusal bad(String message) {
        return new PageRefusal(400, message);
    }

    /** Of HTTP. */
    public int status() {
        return status;
    }
}
