package io.sluice.server;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** What a proxy sends before a client's bytes, in version 2 of the PROXY protocol, written down by hand. */
public final class ProxyHeaderBytes {

    private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
    private static final byte[] TLS_1_3 = "TLSv1.3".getBytes(StandardCharsets.US_ASCII);
    private static final int PROXY = 0x21;
    private static final int LOCAL = 0x20;

    private ProxyHeaderBytes() {}

    /** Of a client's connection. */
    public static byte[] ofClient(String client) {
        return header(PROXY, family(client), addresses(client), new byte[0]);
    }

    /** Of a client's connection that was encrypted up to the proxy. */
    public static byte[] ofTlsClient(String client) {
        ByteBuffer extension = ByteBuffer.allocate(3 + 5 + 3 + TLS_1_3.length);
        extension.put((byte) 0x20).putShort((short) (5 + 3 + TLS_1_3.length)); // PP2_TYPE_SSL
        extension.put((byte) 0x01).putInt(1); // PP2_CLIENT_SSL, no certificate verified
        extension.put((byte) 0x21).putShort((short) TLS_1_3.length).put(TLS_1_3);
        return header(PROXY, family(client), addresses(client), extension.array());
    }

    /** Of a connection that the proxy made for itself, such as a health check. */
    public static byte[] ofProxyItself() {
        return header(LOCAL, 0, new byte[0], new byte[0]);
    }

    /** Of a client that came over something other than the internet. */
    public static byte[] ofUnixClient() {
        return header(PROXY, 0x31, new byte[216], new byte[0]);
    }

    /** With so many bytes of an extension that nobody knows. */
    public static byte[] withExtension(String client, int bytes) {
        byte[] extension = ByteBuffer.allocate(3 + bytes)
                .put((byte) 0xE0)
                .putShort((short) bytes)
                .array();
        return header(PROXY, family(client), addresses(client), extension);
    }

    private static byte[] header(int command, int family, byte[] addresses, byte[] extensions) {
        return ByteBuffer.allocate(SIGNATURE.length + 4 + addresses.length + extensions.length)
                .put(SIGNATURE)
                .put((byte) command)
                .put((byte) family)
                .putShort((short) (addresses.length + extensions.length))
                .put(addresses)
                .put(extensions)
                .array();
    }

    private static int family(String client) {
        return ip(client) instanceof Inet4Address ? 0x11 : 0x21;
    }

    private static byte[] addresses(String client) {
        byte[] source = ip(client).getAddress();
        return ByteBuffer.allocate(2 * source.length + 4)
                .put(source)
                .put(ip(source.length == 4 ? "192.0.2.80" : "2001:db8::80").getAddress())
                .putShort((short) 50_000)
                .putShort((short) 443)
                .array();
    }

    private static InetAddress ip(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
