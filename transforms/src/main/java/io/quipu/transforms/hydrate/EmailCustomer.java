package io.quipu.transforms.hydrate;

import io.quipu.model.text.EmailAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Makes the id of a customer when only the email address is known: {@code email:} and half of a
 * SHA-256 in hexadecimal. All spellings that {@link EmailAddress} takes for one address have the
 * same id, in every job. The address itself is not passed on.
 */
public final class EmailCustomer {
  private static final int BYTES = 16;

  private EmailCustomer() {}

  /** Returns the id; null if the address is blank. */
  public static @Nullable String id(String company, String email) {
    String address = EmailAddress.normalize(email);
    if (address == null) {
      return null;
    }
    byte[] companyBytes = company.getBytes(StandardCharsets.UTF_8);
    byte[] emailBytes = address.getBytes(StandardCharsets.UTF_8);
    ByteBuffer name =
        ByteBuffer.allocate(Integer.BYTES + companyBytes.length + emailBytes.length)
            .putInt(companyBytes.length)
            .put(companyBytes)
            .put(emailBytes);
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.array());
      return "email:" + HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256; use another one.", e);
    }
  }
}
