package io.quipu.cli.notify;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls an address by HTTP POST. It tries again while there is hope: if there is no answer, or the
 * status is 408, 425, 429 or 500 and above. Other answers but 2xx are final. Thread-safe.
 */
final class Webhook {
  private static final Set<Integer> TRY_AGAIN = Set.of(408, 425, 429);
  private static final Set<Integer> REDIRECTS = Set.of(307, 308);
  private static final int MAX_REDIRECTS = 3;

  private final URI url;
  private final HostRules hosts;
  private final Signature signature;
  private final Backoff backoff;
  private final Duration timeout;
  private final Clock clock;
  private final HttpClient client;

  /**
   * @param timeout how long an answer may take
   */
  Webhook(
      URI url,
      HostRules hosts,
      Signature signature,
      Backoff backoff,
      Duration timeout,
      Clock clock) {
    this.url = url;
    this.hosts = hosts;
    this.signature = signature;
    this.backoff = backoff;
    this.timeout = timeout;
    this.clock = clock;
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  /**
   * What became of a firing.
   *
   * @param tries how often it was sent
   * @param failure why it was not taken; null if it was
   */
  record Result(int tries, @Nullable String failure) {
    boolean isDelivered() {
      return failure == null;
    }
  }

  /** What one try has shown. */
  private record Answer(boolean isFinal, @Nullable String failure, @Nullable Duration wish) {
    static final Answer TAKEN = new Answer(true, null, null);

    static Answer refused(String why) {
      return new Answer(true, why, null);
    }
  }

  /** Sends a firing until it is taken, is refused, or was tried often enough. */
  Result deliver(Notification firing) throws InterruptedException {
    Answer answer = Answer.refused("it was not tried");
    for (int tried = 1; tried <= backoff.tries(); tried++) {
      answer = tryOnce(firing);
      if (answer.isFinal()) {
        return new Result(tried, answer.failure());
      }
      if (tried < backoff.tries()) {
        Duration wish = answer.wish();
        Thread.sleep((wish == null ? backoff.after(tried) : backoff.asked(wish)).toMillis());
      }
    }
    return new Result(backoff.tries(), answer.failure());
  }

  private Answer tryOnce(Notification firing) throws InterruptedException {
    try {
      URI target = url;
      for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
        HttpResponse<Void> response = send(request(target, firing));
        if (!REDIRECTS.contains(response.statusCode())) {
          return answer(response);
        }
        String location = response.headers().firstValue("Location").orElse("");
        URI next = target.resolve(location);
        Optional<String> refusal = hosts.refusalOfRedirect(target, next);
        if (refusal.isPresent()) {
          return Answer.refused(refusal.get());
        }
        target = next;
      }
      return Answer.refused("it was redirected more than " + MAX_REDIRECTS + " times");
    } catch (IOException e) {
      return new Answer(false, "there was no answer: " + Throwables.getRootCause(e), null);
    } catch (IllegalArgumentException e) {
      return Answer.refused("it was redirected to no address: " + e.getMessage());
    }
  }

  /** Waits for the whole answer: the client's own limit ends with the headers. */
  private HttpResponse<Void> send(HttpRequest request) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    try {
      return answer.get(2 * timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(Throwables.getRootCause(e));
    } catch (TimeoutException e) {
      throw new IOException("the answer did not end", e);
    } finally {
      answer.cancel(true);
    }
  }

  private HttpRequest request(URI target, Notification firing) {
    long time = clock.instant().getEpochSecond();
    byte[] body = firing.body().getBytes(StandardCharsets.UTF_8);
    return HttpRequest.newBuilder(target)
        .timeout(timeout)
        .header("Content-Type", "application/json")
        .header("User-Agent", "quipu")
        .header("Idempotency-Key", firing.id())
        .header("Quipu-Time", Long.toString(time))
        .header("Quipu-Signature", signature.of(time, body))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  private static Answer answer(HttpResponse<Void> response) {
    int status = response.statusCode();
    if (status / 100 == 2) {
      return Answer.TAKEN;
    }
    String failure = "it answered with the status " + status;
    boolean again = status >= 500 || TRY_AGAIN.contains(status);
    return again ? new Answer(false, failure, wish(response)) : Answer.refused(failure);
  }

  /** How long the receiver wants to be left alone, if it says so in seconds. */
  private static @Nullable Duration wish(HttpResponse<Void> response) {
    String seconds = response.headers().firstValue("Retry-After").orElse("");
    return seconds.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(seconds)) : null;
  }
}
