package io.sluice.server.fleet;

import io.sluice.server.fleet.Listing.Part;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node answers.
 *
 * @param id of the question
 * @param process that answers
 * @param isGiven false where it could not
 */
@SuppressWarnings("ArrayRecordComponent") // answers are not compared
record Answer(long id, String process, boolean isGiven, byte[] body) {

    private static final int VERSION = 1;

    byte[] encoded() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length + 64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(id);
            out.writeUTF(process);
            out.writeBoolean(isGiven);
            out.write(body);
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
    static Answer decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("an answer of version " + version);
            }
            return new Answer(in.readLong(), in.readUTF(), in.readBoolean(), in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalArgumentException("no answer", e);
        }
    }

    // ---- bodies

    static byte[] bodyOf(int number) {
        return new byte[] {(byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number};
    }

    /** A part of a listing; what does not fit is left out, and comes with a later page. */
    static <T> byte[] bodyOf(Listing<T> listing, Part<T> part, int maxBytes) {
        ByteArrayOutputStream items = new ByteArrayOutputStream();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(items);
                DataOutputStream head = new DataOutputStream(whole)) {
            int written = 0;
            for (T item : part.items()) {
                if (written > 0 && items.size() > maxBytes) {
                    break;
                }
                listing.codec().write(out, item);
                written++;
            }
            head.writeInt(part.count());
            head.writeBoolean(part.more() || written < part.items().size());
            head.writeInt(written);
            items.writeTo(head);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return whole.toByteArray();
    }

    /**
     * The number that is the whole body.
     *
     * @throws IllegalArgumentException if it is none
     */
    int number() {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
            return in.readInt();
        } catch (IOException e) {
            throw new IllegalArgumentException("no number", e);
        }
    }

    /**
     * The part of a listing that is the body.
     *
     * @throws IllegalArgumentException if it is none
     */
    <T> Part<T> part(Listing<T> listing) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
            int count = in.readInt();
            boolean more = in.readBoolean();
            List<T> items = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                items.add(listing.codec().read(in));
            }
            return new Part<>(count, items, more);
        } catch (IOException e) {
            throw new IllegalArgumentException("no part of a listing", e);
        }
    }
}
