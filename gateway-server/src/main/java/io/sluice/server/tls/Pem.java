package io.sluice.server.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A block of a PEM file (RFC 7468). */
final class Pem {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\R((?:[\\w-]+:.*\\R)*)([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private final String label;
    private final String headers;
    private final byte[] der;

    private Pem(String label, String headers, byte[] der) {
        this.label = label;
        this.headers = headers;
        this.der = der;
    }

    /** What it is, such as CERTIFICATE. */
    String label() {
        return label;
    }

    /** Lines before the content, which only old encrypted keys have. */
    String headers() {
        return headers;
    }

    byte[] der() {
        return der;
    }

    /** All blocks, in their order, without what stands between them; those that are no base64 are left out like other text. */
    static List<Pem> blocks(byte[] file) {
        List<Pem> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(new String(file, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            byte[] der = decoded(matcher.group(3));
            if (der.length > 0) {
                blocks.add(new Pem(matcher.group(1), matcher.group(2), der));
            }
        }
        return blocks;
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
