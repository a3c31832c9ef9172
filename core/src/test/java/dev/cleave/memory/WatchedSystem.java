package dev.cleave.memory;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** This machine's system, with something done before each drop of pages: counted, or refused. */
final class WatchedSystem {
    private WatchedSystem() {}

    /** What happens before pages are dropped. */
    @FunctionalInterface
    interface BeforeDrop {
        void drops(long offset, long byteSize);
    }

    static OperatingSystem with(BeforeDrop before) {
        OperatingSystem current = OperatingSystem.current();
        return (OperatingSystem) Proxy.newProxyInstance(WatchedSystem.class.getClassLoader(),
                new Class<?>[] {OperatingSystem.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("drop")) {
                        before.drops((long) arguments[1], (long) arguments[2]);
                    }
                    try {
                        return method.invoke(current, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}
