package dev.cleave.cli;

import dev.cleave.cli.serve.Browser;
import dev.cleave.cli.serve.Serving;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where a page is opened, and that it is shown until Ctrl-C. */
final class PageOptions {
    @Option(names = "--port", paramLabel = "PORT", description = "The port; a free one unless told.")
    private int port;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "Listen on this address of the machine; whoever comes then needs the token that is printed. What is"
                    + " sent is not encrypted.")
    private Optional<String> bind = Optional.empty();

    @Option(names = "--no-browser", description = "Do not open a browser.")
    private boolean noBrowser;

    /**
     * What they say.
     *
     * @param actions whether the page may act
     * @throws ParameterException where they cannot be
     */
    Serving.Settings settings(CommandSpec spec, boolean actions) {
        if (port < 0 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "--port " + port + ": must be 0 to 65535");
        }
        try {
            InetAddress address =
                    bind.isPresent() ? InetAddress.getByName(bind.get()) : InetAddress.getLoopbackAddress();
            return new Serving.Settings(address, port, actions);
        } catch (UnknownHostException unknown) {
            throw new ParameterException(spec.commandLine(),
                    "--bind " + bind.orElse("") + ": no address of this machine is called so");
        }
    }

    /** Says where the page is, opens a browser unless told otherwise, and waits for Ctrl-C. */
    void show(CommandSpec spec, Serving serving) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        out.println("The page: " + serving.link());
        out.println("Ctrl-C ends it.");
        out.flush();
        if (!noBrowser) {
            Browser.show(serving.link());
        }
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown, "cleave-serve-end"));
        ended.await();
    }
}
