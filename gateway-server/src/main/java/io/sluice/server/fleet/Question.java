package io.sluice.server.fleet;

import io.sluice.model.Disconnect;
import io.sluice.model.TopicName;
import io.sluice.server.admin.DisconnectCommand;
import io.sluice.server.explain.ExplainQuery;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * What one node asks of all others.
 *
 * @param id of the question, among those of the process that asks
 * @param process that asks
 * @param maxBytes of an answer, about
 * @param name the topic of a presence; by what and which connections to disconnect or explain; else empty
 * @param after the cursor of a listing, null for its beginning; for a disconnect, the cause; for an explanation, the
 *     publication
 * @param limit most items of a listing
 */
record Question(
        long id,
        String process,
        int maxBytes,
        Kind kind,
        String name,
        @Nullable String after,
        int limit) {

    private static final int VERSION = 1;

    enum Kind {
        TOPICS,
        CONNECTIONS,
        BY_LAG,
        PRESENCE,
        DISCONNECT,
        EXPLAIN
    }

    /** What is asked, before it is known whom. */
    static Question of(Kind kind, String name, @Nullable String after, int limit) {
        return new Question(0, "", 0, kind, name, after, limit);
    }

    static Question of(DisconnectCommand command) {
        return of(
                Kind.DISCONNECT,
                command.by().name() + ' ' + command.name(),
                command.cause().name(),
                0);
    }

    static Question of(ExplainQuery query) {
        String epoch = query.epoch() == null ? "" : Long.toString(query.epoch());
        String topic = query.topic() == null ? "" : query.topic().value();
        return of(
                Kind.EXPLAIN,
                query.by().name() + ' ' + query.name(),
                topic + ' ' + query.offset() + ' ' + epoch,
                query.limit());
    }

    ExplainQuery explain() {
        int blank = name.indexOf(' ');
        String[] about = String.valueOf(after).split(" ", -1);
        return new ExplainQuery(
                ExplainQuery.By.valueOf(name.substring(0, blank)),
                name.substring(blank + 1),
                about[0].isEmpty() ? null : new TopicName(about[0]),
                Long.parseLong(about[1]),
                about[2].isEmpty() ? null : Long.valueOf(about[2]),
                limit);
    }

    Question as(long askedId, String asking, int bytes) {
        return new Question(askedId, asking, bytes, kind, name, after, limit);
    }

    DisconnectCommand command() {
        int blank = name.indexOf(' ');
        return new DisconnectCommand(
                DisconnectCommand.By.valueOf(name.substring(0, blank)),
                name.substring(blank + 1),
                Disconnect.valueOf(String.valueOf(after)));
    }

    byte[] encoded() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(id);
            out.writeUTF(process);
            out.writeInt(maxBytes);
            out.writeUTF(kind.name());
            out.writeUTF(name);
            out.writeBoolean(after != null);
            out.writeUTF(after == null ? "" : after);
            out.writeInt(limit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what {@link #encoded} wrote.
     *
     * @throws IllegalArgumentException if it is something else, or of another version
     */
    static Question decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("a question of version " + version);
            }
            long id = in.readLong();
            String process = in.readUTF();
            int maxBytes = in.readInt();
            Kind kind = Kind.valueOf(in.readUTF());
            String name = in.readUTF();
            boolean hasAfter = in.readBoolean();
            String after = in.readUTF();
            return new Question(id, process, maxBytes, kind, name, hasAfter ? after : null, in.readInt());
        } catch (IOException e) {
            throw new IllegalArgumentException("no question", e);
        }
    }
}
