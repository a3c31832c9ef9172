package dev.cleave.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the version the jar was built as, and the JVM. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version =
                Optional.ofNullable(Cleave.class.getPackage().getImplementationVersion()).orElse("development build");
        return new String[] {"cleave " + version, "Java " + System.getProperty("java.runtime.version")};
    }
}
