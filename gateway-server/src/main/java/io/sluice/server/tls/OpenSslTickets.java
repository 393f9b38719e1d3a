package io.sluice.server.tls;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import java.security.SecureRandom;
import java.util.Arrays;

/** Keys of session tickets, which OpenSSL gives out only where it was given some. Apart, since its classes may be absent. */
final class OpenSslTickets {

    private static final SecureRandom RANDOM = new SecureRandom();

    private OpenSslTickets() {}

    /** From now on tickets are of a new key; those of the key before cost a whole handshake again. */
    static void rotate(SslContext context) {
        byte[] random = new byte[OpenSslSessionTicketKey.TICKET_KEY_SIZE];
        RANDOM.nextBytes(random);
        int name = OpenSslSessionTicketKey.NAME_SIZE;
        int hmac = name + OpenSslSessionTicketKey.HMAC_KEY_SIZE;
        ((OpenSslSessionContext) context.sessionContext())
                .setTicketKeys(new OpenSslSessionTicketKey(
                        Arrays.copyOfRange(random, 0, name),
                        Arrays.copyOfRange(random, name, hmac),
                        Arrays.copyOfRange(random, hmac, random.length)));
    }
}
