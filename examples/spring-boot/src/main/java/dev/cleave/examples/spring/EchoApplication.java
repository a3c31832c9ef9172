package dev.cleave.examples.spring;

import dev.cleave.memory.Pool;
import dev.cleave.metrics.CleaveHealth;
import dev.cleave.metrics.CleaveMetrics;
import dev.cleave.netty.CleaveByteBufAllocator;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.DependsOn;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The application: all that it needs for Cleave are beans. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class EchoApplication {
    /** Closed last, when nothing holds a block of it any more. */
    @Bean
    Pool pool(@Value("${cleave.capacity}") long capacity) {
        return Pool.builder().name("http").capacity(capacity).build();
    }

    @Bean
    CleaveByteBufAllocator allocator(Pool pool) {
        return CleaveByteBufAllocator.of(pool);
    }

    /** Spring Boot hands its server to every bean of this kind before it starts it. */
    @Bean
    NettyServerCustomizer buffersFrom(CleaveByteBufAllocator allocator) {
        return server -> server
                .option(ChannelOption.ALLOCATOR, allocator) // the channel that accepts connections
                .childOption(ChannelOption.ALLOCATOR, allocator); // the connections
    }

    /**
     * Event loops of the application's own, which end before the allocator does. Those that Reactor
     * Netty shares in a JVM outlive it, and may have buffers of it still.
     */
    @Bean
    @DependsOn("allocator")
    ReactorResourceFactory eventLoops() {
        ReactorResourceFactory loops = new ReactorResourceFactory();
        loops.setUseGlobalResources(false);
        loops.setShutdownQuietPeriod(Duration.ZERO);
        return loops;
    }

    /** Spring Boot binds every bean of this kind to its registry. */
    @Bean
    MeterBinder poolMetrics(Pool pool) {
        return CleaveMetrics.of(pool);
    }

    @Bean
    MeterBinder heapMetrics(CleaveByteBufAllocator allocator) {
        return CleaveMetrics.of(allocator.heap());
    }

    @Bean
    HealthIndicator poolHealthIndicator(Pool pool) {
        CleaveHealth health = CleaveHealth.of(pool).wanting(1 << 20);
        return () -> {
            CleaveHealth.Report report = health.look();
            Health.Builder answer = report.status() == CleaveHealth.Status.FULL ? Health.outOfService() : Health.up();
            return answer.withDetail("reasons", report.reasons())
                    .withDetail("largestBlockBytes", report.largestBlockBytes()).build();
        };
    }

    /** Answers a body with itself; its buffers go from the request into the answer as they are. */
    @Bean
    RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .POST("/echo", request -> ServerResponse.ok()
                        .body(request.body(BodyExtractors.toDataBuffers()), DataBuffer.class))
                .build();
    }
}
