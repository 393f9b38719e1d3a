package io.sluice.server.publisher;

import io.netty.channel.ChannelHandler.Sharable;
import io.sluice.server.tls.ServerTls;

/**
 * Lets in who showed a certificate, where publishers need one. Those of supervisors and balancers that ask for health have none,
 * which is why it is not demanded in the handshake already; one that is not signed as it has to be is refused there.
 */
@Sharable
final class CertificateGate extends Gate {

    private final boolean demanded;

    CertificateGate(boolean demanded) {
        this.demanded = demanded;
    }

    @Override
    boolean admits(Exchange exchange) {
        if (!demanded
                || HealthChecks.isCheck(exchange)
                || ServerTls.hasClientCertificate(exchange.connection().channel())) {
            return true;
        }
        exchange.refuse(
                Refusal.CERTIFICATE_MISSING,
                "publishers show a certificate here, signed by one of push.tls.client-authority");
        return false;
    }
}
