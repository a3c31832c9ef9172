package dev.cleave.lab.jvm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that starts another JVM like this one, with the same modules or class path. */
final class JvmCommand {
    private static final List<String> JVM_OPTIONS =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    private JvmCommand() {}

    static List<String> of(Class<?> main, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(options);
        String modules = System.getProperty("jdk.module.path");
        Module own = main.getModule();
        if (modules != null && own.isNamed()) {
            command.addAll(List.of(
                    "--enable-native-access=dev.cleave.lab", "--add-modules", "ALL-MODULE-PATH", "-p", modules, "-m"));
            command.add(own.getName() + "/" + main.getName());
        } else {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        }
        command.addAll(arguments);
        return command;
    }
}
