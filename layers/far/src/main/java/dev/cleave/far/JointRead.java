package dev.cleave.far;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads that a server is asked for by one command, which costs it and the client less than one for
 * each: of a server that has all keys, for in a cluster those of a command must lie in one slot.
 */
final class JointRead {
    /** Few enough that the server goes on with the next while the answer to one is taken. */
    private static final int MOST = 16;

    private final List<ReadRequest> reads = new ArrayList<>(MOST);

    void add(ReadRequest read) {
        reads.add(read);
    }

    boolean isEmpty() {
        return reads.isEmpty();
    }

    boolean isFull() {
        return reads.size() == MOST;
    }

    /** In the order of the answers. */
    List<ReadRequest> reads() {
        return reads;
    }

    /** The question: its answer is a value for each, or null, in a list if there are several. */
    AsyncCommand<byte[], byte[], ?> command() {
        if (reads.size() == 1) {
            return reads.getFirst().command();
        }
        CommandArgs<byte[], byte[]> keys = new CommandArgs<>(ByteArrayCodec.INSTANCE);
        reads.forEach(each -> keys.addKey(each.key()));
        return new AsyncCommand<>(
                new Command<>(CommandType.MGET, new ValueListOutput<>(ByteArrayCodec.INSTANCE), keys));
    }
}
