package dev.cleave.metrics;

import dev.cleave.heap.Heap;
import dev.cleave.memory.Pool;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * Shows pools and heaps to whoever attaches by JMX: jconsole, VisualVM, an agent. Needs no
 * Micrometer.
 *
 * {@snippet :
 * try (CleaveManagement.Registration shown = CleaveManagement.register(pool)) {
 *     serve();
 * }
 * }
 *
 * <p>Names are {@code dev.cleave:type=Pool,name=…} and {@code dev.cleave:type=Heap,name=…}, the
 * name {@linkplain ObjectName#quote quoted} where it has characters that mean something there. The
 * platform's server holds pools and heaps weakly. A bean whose pool is closed makes room for
 * another one of its name.
 *
 * <p>Any thread may call anything. Cost of an attribute: as a gauge of {@link PoolMetrics}, whose
 * reading it shares.
 */
public final class CleaveManagement {
    private static final String DOMAIN = "dev.cleave";

    /** Characters that a value of an object name cannot have unless it is quoted. */
    private static final String SPECIAL = ",=:\"*?\n";

    private CleaveManagement() {}

    /** A bean that is registered, until this is closed. */
    public static final class Registration implements AutoCloseable {
        private final MBeanServer server;
        private final ObjectName name;
        private final SourceBean<?, ?> bean;

        private Registration(MBeanServer server, ObjectName name, SourceBean<?, ?> bean) {
            this.server = server;
            this.name = name;
            this.bean = bean;
        }

        /** The bean's name. */
        public ObjectName objectName() {
            return name;
        }

        /**
         * Takes the bean out of the server; does nothing where it is out, as when it was closed
         * twice.
         */
        @Override
        public void close() {
            takeOut(this);
        }
    }

    /**
     * Registers a pool by its name, as a {@link PoolMXBean}.
     *
     * @throws IllegalArgumentException where an open pool is registered by the same name; nothing
     *     is changed
     */
    public static Registration register(Pool pool) {
        return register("Pool", pool.name(), new PoolBean(pool));
    }

    /**
     * Registers a heap by the name of its pool, as a {@link HeapMXBean}.
     *
     * @throws IllegalArgumentException where an open heap is registered by the same name; nothing
     *     is changed
     */
    public static Registration register(Heap heap) {
        return register(heap, heap.pool().name());
    }

    /** As {@link #register(Heap)}, by another name: where several heaps lie over one pool. */
    public static Registration register(Heap heap, String name) {
        return register("Heap", name, new HeapBean(heap));
    }

    /**
     * One at a time, so that nobody takes out the bean that another has just put in place of a
     * closed pool's.
     */
    private static synchronized Registration register(String type, String name, SourceBean<?, ?> bean) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName objectName = objectName(type, name);
        if (!tryRegister(server, bean, objectName)) {
            if (isGone(server, objectName)) {
                unregister(server, objectName);
            }
            if (!tryRegister(server, bean, objectName)) {
                throw new IllegalArgumentException(
                        objectName + " is registered already, of a " + type.toLowerCase(Locale.ROOT)
                                + " that is open: close its registration, or give this one another name");
            }
        }
        return new Registration(server, objectName, bean);
    }

    private static synchronized void takeOut(Registration shown) {
        if (shown.bean.isRegistered()) {
            unregister(shown.server, shown.name);
        }
    }

    private static ObjectName objectName(String type, String name) {
        boolean plain = !name.isEmpty() && name.chars().noneMatch(each -> SPECIAL.indexOf(each) >= 0);
        try {
            return new ObjectName(DOMAIN + ":type=" + type + ",name=" + (plain ? name : ObjectName.quote(name)));
        } catch (MalformedObjectNameException impossible) {
            throw new IllegalArgumentException("no object name can be made of \"" + name + "\"", impossible);
        }
    }

    private static boolean tryRegister(MBeanServer server, SourceBean<?, ?> bean, ObjectName name) {
        try {
            server.registerMBean(bean, name);
            return true;
        } catch (InstanceAlreadyExistsException taken) {
            return false;
        } catch (JMException refused) {
            throw new IllegalStateException("the platform's MBean server does not take " + name, refused);
        }
    }

    /** Whether what has the name is of a source that is closed or collected. */
    private static boolean isGone(MBeanServer server, ObjectName name) {
        try {
            return server.getAttribute(name, "Open") instanceof Boolean open && !open;
        } catch (InstanceNotFoundException meanwhile) {
            return true;
        } catch (JMException other) {
            return false;
        }
    }

    private static void unregister(MBeanServer server, ObjectName name) {
        try {
            server.unregisterMBean(name);
        } catch (InstanceNotFoundException meanwhile) {
            // Somebody else took it out at the same moment: it is out, as was wanted.
        } catch (JMException refused) {
            throw new IllegalStateException("the platform's MBean server does not give back " + name, refused);
        }
    }
}
