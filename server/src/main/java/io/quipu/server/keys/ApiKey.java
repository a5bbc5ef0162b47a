package io.quipu.server.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key of the query API as it is stored: what it may see, and a salted hash of its secret. The
 * secret has 256 random bits. It is shown only once, when the key is made.
 *
 * @param id the id of the key, which its secret contains; not confidential
 * @param name the name for logs
 * @param salt random bytes in hexadecimal digits
 * @param sha256 the hash of the salt and the secret, in hexadecimal digits
 * @param companies the companies whose counts it may see; {@code *} means all
 * @param requestsPerSecond how many requests it may make each second; null if there is no limit
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiKey(
    @JsonProperty(required = true) String id,
    @JsonProperty(required = true) String name,
    @JsonProperty(required = true) String salt,
    @JsonProperty(required = true) String sha256,
    @JsonProperty(required = true) List<String> companies,
    @Nullable Integer requestsPerSecond) {

  private static final String PREFIX = "quipu_";
  private static final int SECRET_BYTES = 32;
  private static final int SALT_BYTES = 16;
  private static final int ID_BYTES = 6;

  /** A key and its secret. */
  public record Made(ApiKey key, String secret) {}

  /**
   * Makes a new key.
   *
   * @throws IllegalArgumentException if it has no name or no companies, or allows no requests
   */
  public static Made make(
      String name, List<String> companies, @Nullable Integer requestsPerSecond) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("A key needs a name, which logs show; give it one.");
    }
    if (companies.isEmpty() || companies.contains("")) {
      throw new IllegalArgumentException(
          "A key needs companies whose counts it may see; name them, or * for all.");
    }
    if (requestsPerSecond != null && requestsPerSecond < 1) {
      throw new IllegalArgumentException(
          "A key cannot have " + requestsPerSecond + " requests a second; allow at least 1.");
    }
    SecureRandom random = new SecureRandom();
    String id = HexFormat.of().formatHex(bytes(random, ID_BYTES));
    String secret =
        PREFIX
            + id
            + "_"
            + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(random, SECRET_BYTES));
    String salt = HexFormat.of().formatHex(bytes(random, SALT_BYTES));
    String hash = HexFormat.of().formatHex(hash(salt, secret));
    return new Made(
        new ApiKey(id, name, salt, hash, List.copyOf(companies), requestsPerSecond), secret);
  }

  /** The id in a secret; empty if the text is not a secret. */
  static String idIn(String secret) {
    int end = secret.indexOf('_', PREFIX.length());
    return secret.startsWith(PREFIX) && end > 0 ? secret.substring(PREFIX.length(), end) : "";
  }

  /** Whether a secret belongs to this key. Takes the same time for a right and a wrong secret. */
  boolean is(String secret) {
    return MessageDigest.isEqual(hash(salt, secret), HexFormat.of().parseHex(sha256));
  }

  /** What the key may see. */
  Access access() {
    return new Access(name, Set.copyOf(companies));
  }

  private static byte[] bytes(SecureRandom random, int number) {
    byte[] bytes = new byte[number];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] hash(String salt, String secret) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(HexFormat.of().parseHex(salt));
      return digest.digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
