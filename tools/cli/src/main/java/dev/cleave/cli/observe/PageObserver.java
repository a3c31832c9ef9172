package dev.cleave.cli.observe;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The live page, in the observed program, and one client that reads its events from here. */
final class PageObserver implements Observer {
    private static final int BUFFER_BYTES = 1 << 14;
    private static final long SECONDS_TO_THE_FIRST_EVENT = 60;

    private @Nullable HttpURLConnection connection;

    @Override
    public String label() {
        return "page";
    }

    @Override
    public String blocks() {
        return "pool";
    }

    @Override
    public void begin(ObservedJvm program) throws IOException, InterruptedException {
        URI events = URI.create("http://127.0.0.1:" + Integer.parseInt(program.ask("page")) + "/events");
        HttpURLConnection opened = (HttpURLConnection) events.toURL().openConnection();
        connection = opened;
        CountDownLatch begun = new CountDownLatch(1);
        InputStream stream = opened.getInputStream();
        Thread.ofPlatform().daemon().name("page-reader").start(() -> read(stream, begun));
        if (!begun.await(SECONDS_TO_THE_FIRST_EVENT, TimeUnit.SECONDS)) {
            throw new IOException("the page told nothing in " + SECONDS_TO_THE_FIRST_EVENT + " seconds");
        }
    }

    private static void read(InputStream stream, CountDownLatch begun) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            while (stream.read(buffer) > 0) {
                begun.countDown();
            }
        } catch (IOException closed) {
            // The page is over, which is how each turn ends.
        }
    }

    @Override
    public void end(ObservedJvm program) {
        program.ask("unpage");
        if (connection != null) {
            connection.disconnect();
            connection = null;
        }
    }
}
