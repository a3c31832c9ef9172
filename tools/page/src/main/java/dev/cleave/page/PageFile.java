package dev.cleave.page;

/**
 * Bytes to be kept in a file by whoever asks.
 *
 * @param name what the file is to be called: letters, digits, dots and hyphens
 * @param type its media type
 * @param bytes its content, which is not copied
 */
public record PageFile(String name, String type, byte[] bytes) {
    /** Refuses a name that a browser could take for something else. */
    public PageFile {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,99}")) {
            throw new IllegalArgumentException("a file called '" + name + "': letters, digits, dots and hyphens only");
        }
    }
}
