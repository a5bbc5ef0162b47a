package io.quipu.cli.notify;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs requests, so that their receiver knows who sent them and when. */
final class Signature {
  private static final String ALGORITHM = "HmacSHA256";

  private final byte[] secret;

  Signature(byte[] secret) {
    this.secret = secret.clone();
  }

  /**
   * The signature of a body: {@code v1=} and HMAC-SHA256, in hexadecimal digits, of the time, a dot
   * and the body.
   *
   * @param time in seconds since 1970, as the request says it
   */
  String of(long time, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
      return "v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HmacSHA256.", e);
    }
  }
}
