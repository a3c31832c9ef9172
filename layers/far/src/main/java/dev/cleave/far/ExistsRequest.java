package dev.cleave.far;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks whether a value is still there. */
final class ExistsRequest extends Request {
    private static final int BYTES = 128;

    private final Identity identity;

    /** A request for the value of a write. */
    ExistsRequest(Identity identity) {
        super(identity.place());
        this.identity = identity;
    }

    /** The server that has it, or had it; null where none serves its key. */
    @Nullable
    Address owner(Topology topology) {
        return topology.ownerOf(identity.key());
    }

    @Override
    int bytes() {
        return BYTES;
    }

    @Override
    @Nullable
    Route choose(Topology topology, Set<Address> suspects) {
        return new Sources(identity.key()).choose(topology, suspects, this);
    }

    @Override
    AsyncCommand<byte[], byte[], ?> command() {
        return new AsyncCommand<>(new Command<>(CommandType.EXISTS, new IntegerOutput<>(ByteArrayCodec.INSTANCE),
                new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(identity.key())));
    }

    @Override
    @Nullable
    Trouble accept(Route route, @Nullable Object answer) {
        return answer instanceof Long found && found == 1 ? null : Sources.missing(route, identity);
    }

    @Override
    void complete(Address server) {}

    @Override
    void abandon() {}
}
