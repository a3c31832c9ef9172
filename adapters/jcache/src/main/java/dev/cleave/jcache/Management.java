package dev.cleave.jcache;

import java.lang.management.ManagementFactory;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.management.CacheMXBean;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** A cache's beans at the platform's server, by the names that JSR 107 sets. */
final class Management {
    /** Of which kind a bean is. */
    enum Kind {
        /** What is configured. */
        CONFIGURATION("CacheConfiguration"),
        /** What it has done. */
        STATISTICS("CacheStatistics");

        private final String type;

        Kind(String type) {
            this.type = type;
        }
    }

    private Management() {}

    /** Registers a bean, unless one is there. */
    static void register(Cache<?, ?> cache, Kind kind, Object bean) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = name(cache, kind);
        try {
            if (!server.isRegistered(name)) {
                server.registerMBean(bean, name);
            }
        } catch (JMException failed) {
            throw new CacheException("the bean " + name + " could not be registered", failed);
        }
    }

    /** Takes a bean out; does nothing where there is none. */
    static void unregister(Cache<?, ?> cache, Kind kind) {
        ObjectName name = name(cache, kind);
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
        } catch (InstanceNotFoundException gone) {
            // that was wanted
        } catch (JMException failed) {
            throw new CacheException("the bean " + name + " could not be taken out", failed);
        }
    }

    private static ObjectName name(Cache<?, ?> cache, Kind kind) {
        String name = "javax.cache:type=" + kind.type + ",CacheManager="
                + safe(cache.getCacheManager().getURI().toString()) + ",Cache=" + safe(cache.getName());
        try {
            return new ObjectName(name);
        } catch (JMException failed) {
            throw new CacheException("no name for a bean: " + name, failed);
        }
    }

    /** Without what a name of a bean may not have. */
    private static String safe(String text) {
        return text.replaceAll("[,:=\n*?\"]", ".");
    }

    /** A cache's configuration as a bean. */
    record ConfigurationBean(CompleteConfiguration<?, ?> configuration) implements CacheMXBean {
        @Override
        public String getKeyType() {
            return configuration.getKeyType().getName();
        }

        @Override
        public String getValueType() {
            return configuration.getValueType().getName();
        }

        @Override
        public boolean isReadThrough() {
            return configuration.isReadThrough();
        }

        @Override
        public boolean isWriteThrough() {
            return configuration.isWriteThrough();
        }

        @Override
        public boolean isStoreByValue() {
            return configuration.isStoreByValue();
        }

        @Override
        public boolean isStatisticsEnabled() {
            return configuration.isStatisticsEnabled();
        }

        @Override
        public boolean isManagementEnabled() {
            return configuration.isManagementEnabled();
        }
    }
}
