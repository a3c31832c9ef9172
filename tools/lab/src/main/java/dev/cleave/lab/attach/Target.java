package dev.cleave.lab.attach;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the JVM is that is to be watched: a process, or a socket. */
public sealed interface Target {
    /** The version of events that this version of Cleave knows. */
    String VERSION = "1";

    /**
     * What somebody typed: the number of a process, or else the path of a socket.
     *
     * @throws NotWatchableException where it is neither
     */
    static Target of(String text) throws NotWatchableException {
        if (text.matches("[0-9]{1,18}")) {
            return new LocalProcess(Long.parseLong(text));
        }
        try {
            return new Socket(Path.of(text));
        } catch (InvalidPathException bad) {
            throw new NotWatchableException(
                    "'" + text + "' is neither the number of a process nor the path of a socket");
        }
    }

    /**
     * Begins to watch.
     *
     * @throws NotWatchableException where that cannot be, and why
     */
    Watch watch(Wanted wanted, PoolObserver observer) throws NotWatchableException;

    /** A process of this machine. */
    record LocalProcess(long pid) implements Target {
        private static final String SEE_THE_LIST = ": 'cleave ps' lists the JVMs that can be watched";

        /** Of the signals that a process catches, SIGQUIT. */
        private static final long SIGQUIT = 1 << 3 - 1;

        @Override
        public Watch watch(Wanted wanted, PoolObserver observer) throws NotWatchableException {
            return AttachedWatch.open(this, managementAddress(), wanted, observer);
        }

        /**
         * Starts the JVM's own management agent, which is reached by this address of this machine.
         */
        private String managementAddress() throws NotWatchableException {
            requireJvm(ProcessHandle.current().info().user());
            try {
                VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
                try {
                    requireVersion(machine.getSystemProperties().getProperty(RunningJvms.PROPERTY));
                    return machine.startLocalManagementAgent();
                } finally {
                    machine.detach();
                }
            } catch (AttachNotSupportedException refused) {
                throw new NotWatchableException(this + " lets nobody attach to it (" + refused.getMessage()
                        + "): it may be stopped, or run with -XX:+DisableAttachMechanism; open a PoolSocket in it",
                        refused);
            } catch (NotWatchableException known) {
                throw known;
            } catch (IOException | RuntimeException failure) {
                throw new NotWatchableException(isAlive()
                        ? this + " cannot be attached to: " + failure.getMessage()
                        : this + " ended meanwhile", failure);
            }
        }

        /** An attaching JVM sends SIGQUIT, which ends what is no JVM. */
        void requireJvm(Optional<String> me) throws NotWatchableException {
            if (pid == ProcessHandle.current().pid()) {
                throw new NotWatchableException(this + " is this command itself" + SEE_THE_LIST);
            }
            ProcessHandle process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive)
                    .orElseThrow(() -> new NotWatchableException("there is no process " + pid + SEE_THE_LIST));
            Optional<String> owner = process.info().user();
            if (owner.isPresent() && me.isPresent() && !owner.equals(me)) {
                throw new NotWatchableException(this + " is " + owner.get() + "'s, and you are " + me.get()
                        + ": a JVM can be attached to by its own user alone; run this command as " + owner.get()
                        + ", or open a PoolSocket in it");
            }
            if (!catchesQuit()) {
                throw new NotWatchableException(this + " is no JVM" + SEE_THE_LIST);
            }
        }

        private boolean catchesQuit() {
            try {
                return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                        .filter(line -> line.startsWith("SigCgt:"))
                        .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & SIGQUIT) != 0);
            } catch (IOException noSuchSystem) {
                return VirtualMachine.list().stream().anyMatch(each -> each.id().equals(Long.toString(pid)));
            }
        }

        void requireVersion(@Nullable String version) throws NotWatchableException {
            if (version == null) {
                throw new NotWatchableException(this + " has no pool of Cleave, or of a version that cannot be watched"
                        + " yet" + SEE_THE_LIST);
            }
            if (!version.equals(VERSION)) {
                throw new NotWatchableException(this + " tells version " + version + " of Cleave's events, and this"
                        + " command knows version " + VERSION + ": use the command of its version of Cleave");
            }
        }

        boolean isAlive() {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
        }

        @Override
        public String toString() {
            return "process " + pid;
        }
    }

    /** A socket that an application opened: see {@link dev.cleave.memory.PoolSocket}. */
    record Socket(Path file) implements Target {
        @Override
        public Watch watch(Wanted wanted, PoolObserver observer) throws NotWatchableException {
            if (!Files.exists(file)) {
                throw new NotWatchableException("there is no socket " + file
                        + ", and it is not the number of a process either");
            }
            return SocketWatch.open(file, wanted, observer);
        }

        @Override
        public String toString() {
            return "socket " + file;
        }
    }
}
