package io.sluice.server.fleet;

import io.sluice.model.ConnectionAccount;
import io.sluice.model.Disconnect;
import io.sluice.model.Position;
import io.sluice.model.ToldGap;
import io.sluice.model.TopicAccount;
import io.sluice.model.TopicName;
import io.sluice.server.explain.Findings;
import io.sluice.server.explain.RefusedHandshake;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How what a node knows of connections goes to another. */
final class FindingsCodec {

    private FindingsCodec() {}

    /** Connections that do not fit are counted only. */
    static byte[] encoded(Findings findings, int maxBytes) {
        ByteArrayOutputStream connections = new ByteArrayOutputStream();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (DataOutputStream each = new DataOutputStream(connections);
                DataOutputStream out = new DataOutputStream(whole)) {
            int written = 0;
            for (ConnectionAccount account : findings.connections()) {
                if (written > 0 && connections.size() > maxBytes) {
                    break;
                }
                write(each, account);
                written++;
            }
            out.writeInt(findings.more() + findings.connections().size() - written);
            write(out, findings.since());
            out.writeBoolean(findings.hasForgotten());
            out.writeInt(findings.refused().size());
            for (RefusedHandshake refused : findings.refused()) {
                write(out, refused.at());
                out.writeUTF(refused.address());
                ItemCodec.writeOptional(out, refused.user());
                out.writeUTF(refused.reason());
            }
            out.writeInt(written);
            connections.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return whole.toByteArray();
    }

    /**
     * Reads what {@link #encoded} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static Findings decode(byte[] body) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
            int more = in.readInt();
            Instant since = readInstant(in);
            boolean hasForgotten = in.readBoolean();
            List<RefusedHandshake> refused = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                refused.add(
                        new RefusedHandshake(readInstant(in), in.readUTF(), ItemCodec.readOptional(in), in.readUTF()));
            }
            List<ConnectionAccount> connections = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                connections.add(readConnection(in));
            }
            return new Findings(connections, more, refused, since, hasForgotten);
        } catch (IOException e) {
            throw new IllegalArgumentException("nothing that is known of connections", e);
        }
    }

    private static void write(DataOutput out, ConnectionAccount account) throws IOException {
        ItemCodec.INFO.write(out, account.info());
        out.writeUTF(account.state());
        Instant closedAt = account.closedAt();
        out.writeBoolean(closedAt != null);
        if (closedAt != null) {
            write(out, closedAt);
        }
        Disconnect cause = account.cause();
        ItemCodec.writeOptional(out, cause == null ? null : cause.name());
        out.writeLong(account.pendingBytes());
        out.writeInt(account.otherTopics());
        out.writeInt(account.topics().size());
        for (TopicAccount topic : account.topics()) {
            write(out, topic);
        }
    }

    private static ConnectionAccount readConnection(DataInput in) throws IOException {
        var info = ItemCodec.INFO.read(in);
        String state = in.readUTF();
        Instant closedAt = in.readBoolean() ? readInstant(in) : null;
        String cause = ItemCodec.readOptional(in);
        long pendingBytes = in.readLong();
        int others = in.readInt();
        List<TopicAccount> topics = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            topics.add(readTopic(in));
        }
        return new ConnectionAccount(
                info, state, closedAt, cause == null ? null : Disconnect.valueOf(cause), pendingBytes, topics, others);
    }

    private static void write(DataOutput out, TopicAccount topic) throws IOException {
        out.writeUTF(topic.topic().value());
        out.writeLong(topic.start().epoch());
        out.writeLong(topic.start().offset());
        out.writeByte(code(topic.recovered()));
        ItemCodec.writeOptional(out, topic.reason());
        out.writeLong(topic.writtenOffset());
        out.writeLong(topic.confirmedOffset());
        out.writeLong(topic.behindMessages());
        out.writeBoolean(topic.ended());
        out.writeInt(topic.gaps().size());
        for (ToldGap gap : topic.gaps()) {
            out.writeLong(gap.from());
            out.writeLong(gap.to());
            out.writeLong(gap.skipped());
            out.writeUTF(gap.kind().name());
        }
    }

    private static TopicAccount readTopic(DataInput in) throws IOException {
        TopicName name = new TopicName(in.readUTF());
        Position start = new Position(in.readLong(), in.readLong());
        byte recovered = in.readByte();
        String reason = ItemCodec.readOptional(in);
        long written = in.readLong();
        long confirmed = in.readLong();
        long behind = in.readLong();
        boolean ended = in.readBoolean();
        List<ToldGap> gaps = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            gaps.add(new ToldGap(in.readLong(), in.readLong(), in.readLong(), ToldGap.Kind.valueOf(in.readUTF())));
        }
        return new TopicAccount(
                name, start, recovered < 0 ? null : recovered > 0, reason, written, confirmed, behind, gaps, ended);
    }

    private static int code(@Nullable Boolean recovered) {
        if (recovered == null) {
            return -1;
        }
        return recovered ? 1 : 0;
    }

    private static void write(DataOutput out, Instant instant) throws IOException {
        out.writeLong(instant.getEpochSecond());
        out.writeInt(instant.getNano());
    }

    private static Instant readInstant(DataInput in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }
}
