package io.quipu.server.keys;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.quipu.server.http.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the key of each request and limits its rate. The file of keys is read again when it has
 * changed, so keys can be added and removed without a restart. Thread-safe.
 */
public final class KeyCheck {
  private static final Logger LOG = LoggerFactory.getLogger(KeyCheck.class);
  private static final String SCHEME = "Bearer ";
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Checked when no key has the id of a secret, so that this takes as long as a wrong secret. */
  private static final ApiKey NOBODY = ApiKey.make("nobody", List.of(Access.ALL), null).key();

  private record Entry(ApiKey key, Access access, @Nullable Bucket allowance) {}

  /**
   * Shows whether the file has changed. It has the size too, because the times of files are coarse.
   */
  private record Stamp(FileTime time, long size) {}

  private final @Nullable KeyFile file;
  private volatile Map<String, Entry> entries = Map.of();
  private volatile long nextLook;
  private @Nullable Stamp readAt;

  private KeyCheck(@Nullable KeyFile file) {
    this.file = file;
    if (file != null) {
      readAt = modified(file);
      entries = entries(file, entries);
      nextLook = System.nanoTime() + LOOK_NANOS;
    }
  }

  /** A check that lets every request pass. */
  public static KeyCheck open() {
    return new KeyCheck(null);
  }

  /**
   * A check of the keys in a file.
   *
   * @throws IllegalArgumentException if the file cannot be read, or a line of it is wrong
   */
  public static KeyCheck of(KeyFile file) {
    return new KeyCheck(file);
  }

  /** Whether every request passes without a key. */
  public boolean isOpen() {
    return file == null;
  }

  /**
   * The access of a client.
   *
   * @param authorization the header Authorization of the request; null if it has none
   * @throws Problem if the key is missing or unknown, or has made too many requests
   */
  public Access enter(@Nullable String authorization) {
    if (file == null) {
      return Access.OPEN;
    }
    lookAgain(file);
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw Problem.of(
          HttpStatus.UNAUTHORIZED_401, "This needs a key; send it as 'Authorization: Bearer KEY'.");
    }
    String secret = authorization.substring(SCHEME.length()).strip();
    Entry entry = entries.get(ApiKey.idIn(secret));
    boolean known = (entry == null ? NOBODY : entry.key()).is(secret);
    if (entry == null || !known) {
      throw Problem.of(
          HttpStatus.UNAUTHORIZED_401,
          "There is no such key, or it was revoked; ask the operator of the server for a new one.");
    }
    requireAllowance(entry);
    return entry.access();
  }

  private static void requireAllowance(Entry entry) {
    Bucket allowance = entry.allowance();
    if (allowance == null) {
      return;
    }
    ConsumptionProbe probe = allowance.tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      int seconds = (int) TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill()) + 1;
      throw Problem.forNow(
          HttpStatus.TOO_MANY_REQUESTS_429,
          "This key may make "
              + entry.key().requestsPerSecond()
              + " requests a second; ask again after the seconds in Retry-After.",
          seconds);
    }
  }

  private void lookAgain(KeyFile keys) {
    if (System.nanoTime() - nextLook < 0) {
      return;
    }
    synchronized (this) {
      if (System.nanoTime() - nextLook < 0) {
        return;
      }
      nextLook = System.nanoTime() + LOOK_NANOS;
      Stamp now = modified(keys);
      if (now == null || now.equals(readAt)) {
        return;
      }
      readAt = now;
      try {
        entries = entries(keys, entries);
        LOG.info("Read the file of keys again: it has {} keys.", entries.size());
      } catch (IllegalArgumentException e) {
        LOG.error("The earlier keys stay valid, because the file is wrong: {}", e.getMessage());
      }
    }
  }

  private static Map<String, Entry> entries(KeyFile file, Map<String, Entry> before) {
    Map<String, Entry> entries = new HashMap<>();
    for (ApiKey key : file.read()) {
      Entry known = before.get(key.id());
      entries.put(
          key.id(),
          known != null && known.key().equals(key)
              ? known
              : new Entry(key, key.access(), allowance(key).orElse(null)));
    }
    return Map.copyOf(entries);
  }

  private static Optional<Bucket> allowance(ApiKey key) {
    Integer rate = key.requestsPerSecond();
    return rate == null
        ? Optional.empty()
        : Optional.of(
            Bucket.builder()
                .addLimit(
                    Bandwidth.builder()
                        .capacity(rate)
                        .refillGreedy(rate, Duration.ofSeconds(1))
                        .build())
                .build());
  }

  /**
   * The time and size of the file; null if it does not exist, such as while an editor replaces it.
   */
  private static @Nullable Stamp modified(KeyFile file) {
    try {
      return new Stamp(Files.getLastModifiedTime(file.path()), Files.size(file.path()));
    } catch (IOException e) {
      return null;
    }
  }
}
