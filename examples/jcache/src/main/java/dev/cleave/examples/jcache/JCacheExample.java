package dev.cleave.examples.jcache;

import dev.cleave.cache.OffHeapCache;
import dev.cleave.jcache.CleaveCacheConfiguration;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.Configuration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.spi.CachingProvider;
import javax.management.JMException;
import javax.management.ObjectName;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the example. Nothing of it but the number of bytes is Cleave's own. */
@Command(
        name = "jcache",
        mixinStandardHelpOptions = true,
        description = "Reads through a cache off the Java heap by the interface of JSR 107.")
final class JCacheExample implements Callable<Integer> {
    private static final int MOST = 100_000_000;
    private static final long CACHE_BYTES = 4 << 20;
    private static final String NAME = "squares";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--reads",
            paramLabel = "READS",
            defaultValue = "200000",
            description = "How often it is read, 1 to 100 million; 200,000 unless told.")
    private int reads;

    @Override
    public Integer call() throws JMException {
        if (reads < 1 || reads > MOST) {
            throw new ParameterException(spec.commandLine(),
                    "--reads %,d: it must be from 1 to %,d".formatted(reads, MOST));
        }
        PrintWriter out = spec.commandLine().getOut();
        Squares squares = new Squares();
        try (CachingProvider provider = Caching.getCachingProvider();
                CacheManager manager = provider.getCacheManager();
                Cache<Long, String> cache = manager.createCache(NAME, configuration(squares))) {
            read(cache);
            out.println("%,d reads, %,d of them loaded".formatted(reads, squares.loads()));
            out.println("%.1f %% hits, %s evictions, as JMX tells".formatted(
                    (float) statistic(manager, "CacheHitPercentage"), statistic(manager, "CacheEvictions")));
            OffHeapCache<?, ?> engine = cache.unwrap(OffHeapCache.class);
            out.println("%,d entries in %,d of %,d bytes".formatted(
                    engine.size(), engine.heldBytes(), engine.mostBytes()));
            out.println(cache.<String>invoke(7L, (entry, arguments) -> {
                entry.setValue("seven was changed where it is");
                return entry.getValue();
            }));
        }
        out.flush();
        return 0;
    }

    private static Configuration<Long, String> configuration(Squares squares) {
        CleaveCacheConfiguration<Long, String> configuration = new CleaveCacheConfiguration<>();
        configuration.setMostBytes(CACHE_BYTES);
        configuration.setTypes(Long.class, String.class);
        configuration.setExpiryPolicyFactory(() -> new CreatedExpiryPolicy(new Duration(TimeUnit.MINUTES, 10)));
        configuration.setReadThrough(true);
        configuration.setCacheLoaderFactory(() -> squares);
        configuration.setStatisticsEnabled(true);
        return configuration;
    }

    /** Few keys are asked for often. */
    private void read(Cache<Long, String> cache) {
        SplittableRandom random = new SplittableRandom(1);
        for (int each = 0; each < reads; each++) {
            long key = (long) (100_000 * Math.pow(random.nextDouble(), 4));
            if (!cache.get(key).endsWith("%,d".formatted(key * key))) {
                throw new IllegalStateException("a wrong value of " + key);
            }
        }
    }

    private static Object statistic(CacheManager manager, String name) throws JMException {
        ObjectName statistics = new ObjectName("javax.cache:type=CacheStatistics,CacheManager=" + manager.getURI()
                + ",Cache=" + NAME);
        return ManagementFactory.getPlatformMBeanServer().getAttribute(statistics, name);
    }

    /** Runs it. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new JCacheExample()).execute(arguments));
    }
}
