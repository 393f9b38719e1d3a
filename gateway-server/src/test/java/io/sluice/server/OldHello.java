package io.sluice.server;

import java.nio.ByteBuffer;

/** The first message of a client that knows TLS 1.1 at most (RFC 4346 §7.4.1.2). */
final class OldHello {

    private OldHello() {}

    static byte[] tls11() {
        int body = 2 + 32 + 1 + 2 + 2 + 2;
        return ByteBuffer.allocate(5 + 4 + body)
                .put(new byte[] {22, 3, 1})
                .putShort((short) (4 + body))
                .put(new byte[] {1, 0, 0, (byte) body, 3, 2})
                .put(new byte[32])
                .put((byte) 0)
                .putShort((short) 2)
                .putShort((short) 0x002F)
                .put(new byte[] {1, 0})
                .array();
    }
}
