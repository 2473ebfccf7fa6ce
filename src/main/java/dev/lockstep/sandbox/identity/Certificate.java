package dev.lockstep.sandbox.identity;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/**
 * The certificate in which /oauth2/v1/certs shows a public key: X.509 of the first version, signed
 * by the key itself.
 */
final class Certificate {

  private static final String SUBJECT = "federated-signon.system.gserviceaccount.com";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int SEQUENCE = 0x30;

  /** sha256WithRSAEncryption and its empty parameters. */
  private static final byte[] RS256 =
      tagged(
          SEQUENCE,
          new byte[] {6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 0x0b},
          new byte[] {5, 0});

  private Certificate() {}

  static String pem(PublicKey key, PrivateKey signer) {
    byte[] name = name();
    byte[] told =
        tagged(
            SEQUENCE,
            tagged(2, BigInteger.ONE.toByteArray()),
            RS256,
            name,
            tagged(
                SEQUENCE,
                time(Instant.parse("2020-01-01T00:00:00Z")),
                time(Instant.parse("2099-01-01T00:00:00Z"))),
            name,
            key.getEncoded());
    byte[] certificate =
        tagged(SEQUENCE, told, RS256, tagged(3, new byte[] {0}, signed(told, signer)));
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate)
        + "\n-----END CERTIFICATE-----\n";
  }

  private static byte[] name() {
    byte[] commonName = {6, 3, 0x55, 4, 3};
    byte[] text = tagged(0x0c, SUBJECT.getBytes(StandardCharsets.UTF_8));
    return tagged(SEQUENCE, tagged(0x31, tagged(SEQUENCE, commonName, text)));
  }

  private static byte[] time(Instant at) {
    return tagged(0x18, TIME.format(at).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] signed(byte[] told, PrivateKey signer) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(signer);
      signature.update(told);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("RS256 is not available", e);
    }
  }

  /** One value of DER: its tag, its length, what it is made of. */
  private static byte[] tagged(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length > 255) {
      out.write(0x82);
      out.write(length >> 8);
    } else if (length > 127) {
      out.write(0x81);
    }
    out.write(length);
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}
