package dev.cleave.examples.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.memory.Pool;
import dev.cleave.netty.CleaveByteBufAllocator;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.netty.buffer.ByteBufAllocator;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@DisplayName("The example grpc")
class GrpcEchoTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    @DisplayName("makes unary and streaming calls, and has released every buffer when it ends")
    void once() {
        assertThat(run("--once")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("listens on localhost:", "200 messages of unary calls came back",
                "200 messages of a stream came back")
                .containsPattern("at the end .*usedDirectMemory: [1-9]")
                .containsPattern("when closed .*usedDirectMemory: 0, pinnedDirectMemory: 0, committedDirectMemory: 0,");
    }

    @Test
    @DisplayName("fails a call whose message is larger than the server's pool, and serves the next one")
    void fullPool() throws Exception {
        try (Pool pool = Pool.builder().capacity(1 << 20).build();
                CleaveByteBufAllocator allocator = CleaveByteBufAllocator.of(pool)) {
            try (EchoEnds ends = new EchoEnds(allocator, ByteBufAllocator.DEFAULT, 0)) {
                assertThatThrownBy(() -> GrpcEcho.echo(ends.client(), new byte[4 << 20]))
                        .isInstanceOfSatisfying(StatusRuntimeException.class,
                                failure -> assertThat(failure.getStatus().getCode())
                                        .isIn(Status.Code.INTERNAL, Status.Code.UNAVAILABLE));
                byte[] small = {1, 2, 3};
                assertThat(GrpcEcho.echo(ends.client(), small)).isEqualTo(small);
            }
            assertThat(allocator.metric().pinnedDirectMemory()).isZero();
        }
    }

    @Test
    @DisplayName("explains itself, and refuses pools and ports that cannot be")
    void usage() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("--port", "--capacity", "--once");
        assertThat(run("--capacity", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("--capacity", "1048577")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("--port", "65536")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--capacity 0: it must be 1 to 1048576", "--capacity 1048577: it must be",
                "--port 65536: it must be 0 to 65535");
    }

    private int run(String... arguments) {
        return new CommandLine(new GrpcEcho()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
