package io.sluice.server.tls;

import io.sluice.server.config.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Reads a private key in the forms that certbot, cert-manager and openssl write. */
final class PrivateKeys {

    private static final String PBES2 = "1.2.840.113549.1.5.13";
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    /** AlgorithmIdentifier of an RSA key (RFC 3279 §2.3.1). */
    private static final byte[] RSA = {
        0x30, 0x0D, 0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 1, 1, 5, 0
    };

    /** The object identifier of an EC key (RFC 5480 §2.1.1); that of its curve follows. */
    private static final byte[] EC = {0x06, 0x07, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 2, 1};

    private static final byte[] VERSION_0 = {0x02, 1, 0};
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;

    private PrivateKeys() {}

    /**
     * The first key of a PEM file.
     *
     * @throws TlsException with a phrase that says what is wrong
     */
    static PrivateKey read(byte[] file, Optional<Secret> password) throws TlsException {
        Pem block = Pem.blocks(file).stream()
                .filter(candidate -> candidate.label().endsWith("PRIVATE KEY"))
                .findFirst()
                .orElseThrow(() -> new TlsException("has no private key in PEM form"));
        if (block.headers().contains("ENCRYPTED")) {
            throw new TlsException("is encrypted in a form that is no longer used; convert it: openssl pkcs8 -topk8");
        }
        return switch (block.label()) {
            case "PRIVATE KEY" -> fromPkcs8(block.der());
            case "ENCRYPTED PRIVATE KEY" -> decrypt(block.der(), password);
            case "RSA PRIVATE KEY" -> fromPkcs8(sequence(VERSION_0, RSA, value(OCTETS, block.der())));
            case "EC PRIVATE KEY" ->
                fromPkcs8(sequence(VERSION_0, sequence(EC, curve(block.der())), value(OCTETS, block.der())));
            default -> throw new TlsException("has a key of the unknown kind " + block.label());
        };
    }

    private static PrivateKey fromPkcs8(byte[] der) throws TlsException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
        InvalidKeySpecException last = null;
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                last = e;
            } catch (GeneralSecurityException e) {
                throw new TlsException("cannot be read: this Java has no " + algorithm, e);
            }
        }
        throw new TlsException("has a private key that is damaged or of an unknown algorithm", last);
    }

    private static PrivateKey decrypt(byte[] der, Optional<Secret> password) throws TlsException {
        Secret secret = password.orElseThrow(() -> new TlsException("is encrypted, and no password is configured"));
        byte[] decrypted;
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
            // By this name alone one does not know the scheme, which the parameters tell.
            String scheme = info.getAlgName().equals(PBES2) || info.getAlgName().equals("PBES2")
                    ? info.getAlgParameters().toString()
                    : info.getAlgName();
            PBEKeySpec spec = new PBEKeySpec(secret.reveal());
            Cipher cipher = Cipher.getInstance(scheme);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(scheme).generateSecret(spec),
                    info.getAlgParameters());
            decrypted = cipher.doFinal(info.getEncryptedData());
        } catch (IOException e) {
            throw new TlsException("has an encrypted key that is damaged", e);
        } catch (GeneralSecurityException e) {
            throw new TlsException("cannot be decrypted: the password is wrong, or the encryption unknown to Java", e);
        }
        return fromPkcs8(decrypted);
    }

    /** The parameters of an ECPrivateKey (RFC 5915 §3): SEQUENCE { version, OCTET STRING, [0] curve … }. */
    private static byte[] curve(byte[] der) throws TlsException {
        try {
            ByteBuffer key = ByteBuffer.wrap(der);
            enter(key, SEQUENCE);
            skip(key);
            skip(key);
            int length = enter(key, 0xA0);
            return Arrays.copyOfRange(der, key.position(), key.position() + length);
        } catch (IllegalArgumentException | java.nio.BufferUnderflowException e) {
            throw new TlsException("has an EC key without the name of its curve; convert it: openssl pkcs8 -topk8", e);
        }
    }

    private static int enter(ByteBuffer der, int tag) {
        if ((der.get() & 0xFF) != tag) {
            throw new IllegalArgumentException("another tag");
        }
        return length(der);
    }

    private static void skip(ByteBuffer der) {
        der.get();
        int length = length(der);
        der.position(der.position() + length);
    }

    private static int length(ByteBuffer der) {
        int first = der.get() & 0xFF;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7F); i++) {
            length = length << 8 | (der.get() & 0xFF);
        }
        return length;
    }

    private static byte[] sequence(byte[]... parts) {
        ByteBuffer content = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            content.put(part);
        }
        return value(SEQUENCE, content.array());
    }

    /** A value with a length of two bytes or, as DER wants it, of fewer; keys are shorter than 64 KiB. */
    private static byte[] value(int tag, byte[] content) {
        ByteBuffer value = ByteBuffer.allocate(4 + content.length).put((byte) tag);
        if (content.length < 0x80) {
            value.put((byte) content.length);
        } else if (content.length < 0x100) {
            value.put((byte) 0x81).put((byte) content.length);
        } else {
            value.put((byte) 0x82).putShort((short) content.length);
        }
        value.put(content);
        return Arrays.copyOf(value.array(), value.position());
    }
}
