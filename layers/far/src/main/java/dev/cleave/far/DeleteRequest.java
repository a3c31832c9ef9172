package dev.cleave.far;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Deletes a key that nobody reads any longer. Doing it twice does no harm. */
final class DeleteRequest extends Request {
    private static final int BYTES = 128;

    private final byte[] key;

    /** A request for a key. */
    DeleteRequest(byte[] key) {
        super(-1);
        this.key = key;
    }

    byte[] key() {
        return key;
    }

    /** It can wait: nobody needs to wait for it. */
    @Override
    boolean isWorthRetrying() {
        return false;
    }

    @Override
    int bytes() {
        return BYTES;
    }

    @Override
    @Nullable
    Route choose(Topology topology, Set<Address> suspects) {
        Route sentOn = sentOn(Servers.Use.WRITE);
        Address owner = topology.ownerOf(key);
        return sentOn != null || owner == null ? sentOn : Route.to(owner, Servers.Use.WRITE);
    }

    @Override
    AsyncCommand<byte[], byte[], ?> command() {
        return new AsyncCommand<>(new Command<>(CommandType.UNLINK, new IntegerOutput<>(ByteArrayCodec.INSTANCE),
                new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(key)));
    }

    @Override
    @Nullable
    Trouble accept(Route route, @Nullable Object answer) {
        return null;
    }

    @Override
    void complete(Address server) {}

    @Override
    void abandon() {}
}
