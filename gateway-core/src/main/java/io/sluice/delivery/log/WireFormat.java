package io.sluice.delivery.log;

import io.netty.buffer.ByteBuf;

/**
 * How a publication stands on the wire of one surface. Encoded once per publication and shared by all subscribers of
 * that surface, so the bytes may depend on nothing but the publication. One instance per surface, without a
 * state that shows. Runs on the hub's loop.
 */
public interface WireFormat {

    /** A short name for listings and metrics. */
    String name();

    /** How many bytes {@link #encode} is going to write for this publication. */
    int encodedBytes(Publication publication);

    /** No less than {@link #encodedBytes}, for where the exact number is dear and a bound will do. */
    default int maxEncodedBytes(Publication publication) {
        return encodedBytes(publication);
    }

    /** Appends exactly {@link #encodedBytes} bytes: one whole frame or event. */
    void encode(Publication publication, ByteBuf out);
}
