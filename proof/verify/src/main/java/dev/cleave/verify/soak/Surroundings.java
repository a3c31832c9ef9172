package dev.cleave.verify.soak;

import java.io.IOException;

/** What outlives the rounds of a soak: a folder for its files, and a server for far memory. */
record Surroundings(Folder folder, FarServer server) implements AutoCloseable {
    static Surroundings open() throws IOException, InterruptedException {
        Folder folder = new Folder();
        return new Surroundings(folder, FarServer.start(folder.path()));
    }

    @Override
    public void close() throws IOException {
        server.close();
        folder.delete();
    }
}
