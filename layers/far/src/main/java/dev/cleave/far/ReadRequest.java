package dev.cleave.far;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a piece of an object, from whichever of its sources answers. */
final class ReadRequest extends Request {
    private final Identity identity;
    private final int length;
    private final int from;
    private final MemorySegment into;
    private final byte[] key;
    private final Figures figures;

    /**
     * A request.
     *
     * @param length plain bytes of the piece
     * @param from the first that is wanted
     * @param into as many as it has are wanted
     */
    ReadRequest(Identity identity, int length, int from, MemorySegment into, Figures figures) {
        super(identity.place());
        this.identity = identity;
        this.length = length;
        this.from = from;
        this.into = into;
        this.key = identity.key();
        this.figures = figures;
    }

    byte[] key() {
        return key;
    }

    @Override
    int bytes() {
        return Parcel.HEAD + length;
    }

    @Override
    @Nullable
    Route choose(Topology topology, Set<Address> suspects) {
        return new Sources(key).choose(topology, suspects, this);
    }

    @Override
    AsyncCommand<byte[], byte[], ?> command() {
        return new AsyncCommand<>(new Command<>(CommandType.GET, new ValueOutput<>(ByteArrayCodec.INSTANCE),
                new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(key)));
    }

    @Override
    @Nullable
    Trouble accept(Route route, @Nullable Object answer) {
        if (answer == null) {
            return Sources.missing(route, identity);
        }
        try {
            Parcel.unpack((byte[]) answer, identity, length, from, into);
            figures.received(((byte[]) answer).length, route.use() == Servers.Use.READ_REPLICA);
            return null;
        } catch (MalformedParcelException bad) {
            return Trouble.of(Trouble.Kind.MALFORMED, route.server(),
                    "has a value under " + identity.keyText() + " that " + bad.getMessage());
        }
    }

    @Override
    void complete(Address server) {}

    @Override
    void abandon() {}
}
