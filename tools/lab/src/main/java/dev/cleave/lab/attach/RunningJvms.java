package dev.cleave.lab.attach;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The JVMs of this machine and user, as far as they let themselves be seen.
 *
 * @param cleave those that have opened a pool of Cleave
 * @param silent processes that did not answer or let nobody attach: whether they use Cleave is
 *     unknown
 * @param others how many more there are, this one not among them
 */
public record RunningJvms(List<Jvm> cleave, List<Long> silent, int others) {
    /** Says that a JVM has a pool, and by which version of events it can be watched. */
    static final String PROPERTY = "dev.cleave.observable";

    private static final long SECONDS_TO_ANSWER = 5;

    /** Keeps its own copies. */
    public RunningJvms {
        cleave = List.copyOf(cleave);
        silent = List.copyOf(silent);
    }

    /**
     * One that uses Cleave.
     *
     * @param version of the events by which it can be watched
     * @param java its version of Java
     * @param main its main class or jar, with arguments
     */
    public record Jvm(long pid, String version, String java, String main) {}

    /**
     * Asks each JVM for its system properties, all at once; one that does not answer for five
     * seconds is silent.
     */
    public static RunningJvms list() throws InterruptedException {
        List<Jvm> cleave = new ArrayList<>();
        List<Long> silent = new ArrayList<>();
        int others = 0;
        ExecutorService asking = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
        try {
            List<VirtualMachineDescriptor> machines = VirtualMachine.list().stream()
                    .filter(each -> !each.id().equals(Long.toString(ProcessHandle.current().pid())))
                    .sorted(Comparator.comparingLong(each -> Long.parseLong(each.id())))
                    .toList();
            List<Future<Properties>> answers = new ArrayList<>();
            machines.forEach(each -> answers.add(asking.submit(() -> propertiesOf(each))));
            for (int each = 0; each < answers.size(); each++) {
                VirtualMachineDescriptor machine = machines.get(each);
                try {
                    Properties properties = answers.get(each).get(SECONDS_TO_ANSWER, TimeUnit.SECONDS);
                    String version = properties.getProperty(PROPERTY);
                    if (version == null) {
                        others++;
                    } else {
                        cleave.add(new Jvm(Long.parseLong(machine.id()), version,
                                properties.getProperty("java.version", "unknown"), machine.displayName()));
                    }
                } catch (java.util.concurrent.ExecutionException | TimeoutException refused) {
                    silent.add(Long.parseLong(machine.id()));
                }
            }
        } finally {
            asking.shutdownNow();
        }
        return new RunningJvms(cleave, silent, others);
    }

    private static Properties propertiesOf(VirtualMachineDescriptor machine)
            throws AttachNotSupportedException, IOException {
        VirtualMachine attached = VirtualMachine.attach(machine);
        try {
            return attached.getSystemProperties();
        } finally {
            attached.detach();
        }
    }
}
