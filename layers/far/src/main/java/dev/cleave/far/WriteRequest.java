package dev.cleave.far;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a piece of an object, under a key that nobody has used. The key is chosen for the server
 * that it leads to: that of the object's other pieces, or, where there was trouble, another. So a
 * write goes on while a server is away, a write that failed leaves the piece as it was, and one that
 * arrives too late is never read.
 */
final class WriteRequest extends Request {
    /** Keys looked at for one that leads to the server wanted. */
    private static final int KEYS = 64;

    /** What a command takes beside key and value. */
    private static final int COMMAND_BYTES = 64;

    private final Placed placed;
    private final int piece;
    private final MemorySegment bytes;
    private final Writes writes;
    private Identity identity;

    /**
     * A request.
     *
     * @param bytes all of the piece
     */
    WriteRequest(long place, Placed placed, int piece, MemorySegment bytes, Writes writes) {
        super(place);
        this.placed = placed;
        this.piece = piece;
        this.bytes = bytes;
        this.writes = writes;
        this.identity = writes.next(place);
    }

    @Override
    int bytes() {
        return Math.toIntExact(COMMAND_BYTES + Parcel.HEAD + bytes.byteSize());
    }

    @Override
    @Nullable
    Route choose(Topology topology, Set<Address> suspects) {
        Route sentOn = sentOn(Servers.Use.WRITE);
        if (sentOn != null) {
            return sentOn;
        }
        if (tried().containsAll(topology.masters())) {
            tried().clear();
        }
        Address owner = topology.isCluster() ? findKey(topology, suspects) : topology.ownerOf(identity.key());
        return owner == null ? null : Route.to(owner, Servers.Use.WRITE);
    }

    /** Chooses a key that leads to the object's home, or else to another server without trouble, or else any. */
    private @Nullable Address findKey(Topology topology, Set<Address> suspects) {
        Address home = placed.home();
        Identity elsewhere = identity;
        @Nullable Address other = null;
        for (int looked = 0; looked < KEYS; looked++) {
            Address owner = topology.ownerOf(identity.key());
            if (owner != null && !suspects.contains(owner) && !tried().contains(owner)) {
                if (home == null || home.equals(owner)) {
                    placed.settle(owner);
                    return owner;
                }
                if (other == null) {
                    other = owner;
                    elsewhere = identity;
                }
            }
            identity = writes.next(place());
        }
        if (other == null) {
            return topology.ownerOf(identity.key());
        }
        identity = elsewhere;
        placed.settle(other);
        return other;
    }

    @Override
    AsyncCommand<byte[], byte[], ?> command() {
        byte[] parcel = writes.pack(identity, bytes);
        return new AsyncCommand<>(new Command<>(CommandType.SET, new StatusOutput<>(ByteArrayCodec.INSTANCE),
                new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(identity.key()).addValue(parcel)));
    }

    @Override
    @Nullable
    Trouble accept(Route route, @Nullable Object answer) {
        return "OK".equals(answer)
                ? null
                : Trouble.of(Trouble.Kind.FAILED, route.server(), "answers " + answer + " where OK is expected");
    }

    @Override
    void complete(Address server) {
        long before = placed.written(piece, identity.generation());
        writes.written(bytes.byteSize());
        if (before != Placed.NEVER) {
            writes.leave(new Identity(identity.store(), place(), before));
        }
    }

    @Override
    void abandon() {
        writes.leave(identity);
        if (sentOn(Servers.Use.WRITE) == null) {
            identity = writes.next(place());
        }
    }
}
