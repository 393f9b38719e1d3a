package io.sluice.server.fleet;

import io.sluice.model.ConnectionInfo;
import io.sluice.model.ConnectionSummary;
import io.sluice.model.Lag;
import io.sluice.model.Position;
import io.sluice.model.TopicName;
import io.sluice.model.TopicSummary;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an item of a listing goes from node to node. */
interface ItemCodec<T> {

    void write(DataOutput out, T item) throws IOException;

    T read(DataInput in) throws IOException;

    ItemCodec<TopicSummary> TOPIC = new ItemCodec<>() {
        @Override
        public void write(DataOutput out, TopicSummary topic) throws IOException {
            out.writeUTF(topic.name().value());
            out.writeLong(topic.head().epoch());
            out.writeLong(topic.head().offset());
            out.writeLong(topic.firstOffset());
            out.writeLong(topic.retainedMessages());
            out.writeLong(topic.retainedBytes());
            out.writeInt(topic.subscribers());
        }

        @Override
        public TopicSummary read(DataInput in) throws IOException {
            return new TopicSummary(
                    new TopicName(in.readUTF()),
                    new Position(in.readLong(), in.readLong()),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readInt());
        }
    };

    ItemCodec<ConnectionInfo> INFO = new ItemCodec<>() {
        @Override
        public void write(DataOutput out, ConnectionInfo info) throws IOException {
            out.writeLong(info.id());
            out.writeUTF(info.transport());
            out.writeUTF(info.remoteAddress());
            Instant openedAt = info.openedAt();
            out.writeLong(openedAt.getEpochSecond());
            out.writeInt(openedAt.getNano());
            writeOptional(out, info.user());
            writeOptional(out, info.client());
        }

        @Override
        public ConnectionInfo read(DataInput in) throws IOException {
            return new ConnectionInfo(
                    in.readLong(),
                    in.readUTF(),
                    in.readUTF(),
                    Instant.ofEpochSecond(in.readLong(), in.readInt()),
                    readOptional(in),
                    readOptional(in));
        }
    };

    ItemCodec<ConnectionSummary> CONNECTION = new ItemCodec<>() {
        @Override
        public void write(DataOutput out, ConnectionSummary connection) throws IOException {
            INFO.write(out, connection.info());
            out.writeUTF(connection.state());
            out.writeInt(connection.topics().size());
            for (TopicName topic : connection.topics()) {
                out.writeUTF(topic.value());
            }
            out.writeLong(connection.pendingBytes());
            out.writeLong(connection.lag().messages());
            out.writeLong(connection.lag().bytes());
            out.writeLong(connection.lag().millis());
        }

        @Override
        public ConnectionSummary read(DataInput in) throws IOException {
            ConnectionInfo info = INFO.read(in);
            String state = in.readUTF();
            List<TopicName> topics = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                topics.add(new TopicName(in.readUTF()));
            }
            return new ConnectionSummary(
                    info, state, topics, in.readLong(), new Lag(in.readLong(), in.readLong(), in.readLong()));
        }
    };

    static void writeOptional(DataOutput out, @Nullable String text) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            out.writeUTF(text);
        }
    }

    static @Nullable String readOptional(DataInput in) throws IOException {
        return in.readBoolean() ? in.readUTF() : null;
    }
}
