package io.quipu.benchmarks.api;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Clients that ask for all hours of a month, for one value after the other, and check each answer.
 */
final class Clients {
  /** The rate of clients that send the next request as soon as they have an answer. */
  static final double NO_RATE = 0;

  private static final long HIGHEST_MICROS = TimeUnit.MINUTES.toMicros(1);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<HttpRequest> questions;
  private final List<String> totals;

  /**
   * The result of one measurement.
   *
   * @param clients the number of clients
   * @param rate the wanted requests per second; {@link #NO_RATE} if at full speed
   * @param perSecond the answers per second
   * @param latencies the latencies in microseconds, each from when its request was due
   */
  record Figures(int clients, double rate, double perSecond, Histogram latencies) {
    double millis(double percentile) {
      return latencies.getValueAtPercentile(percentile) / 1e3;
    }
  }

  /** Clients of a server that has the given number of values. */
  Clients(URI server, int values) {
    questions =
        IntStream.range(0, values)
            .mapToObj(number -> HttpRequest.newBuilder(question(server, number)).build())
            .toList();
    totals =
        IntStream.range(0, values)
            .mapToObj(number -> "\"total\":" + StoredHours.total(number) + "}")
            .toList();
  }

  private static URI question(URI server, int number) {
    return server.resolve(
        "v1/companies/"
            + StoredHours.COMPANY
            + "/series?statistic="
            + StoredHours.STATISTIC
            + "&dimension="
            + StoredHours.DIMENSION
            + "&value="
            + URLEncoder.encode(StoredHours.value(number), StandardCharsets.UTF_8)
                .replace("+", "%20")
            + "&measure=count&resolution=hour&from="
            + StoredHours.MONTH.atDay(1)
            + "&to="
            + StoredHours.MONTH.plusMonths(1).atDay(1));
  }

  /**
   * Sends requests for some time. At a rate, a request is due even if earlier ones have no answer
   * yet, so a server that stalls gets no fewer requests.
   *
   * @throws IllegalStateException if an answer is wrong
   */
  Figures ask(int clients, double rate, Duration time) throws InterruptedException {
    Histogram latencies = new ConcurrentHistogram(HIGHEST_MICROS, 3);
    AtomicLong next = new AtomicLong();
    long began = System.nanoTime();
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        ends.add(
            threads.submit(
                () -> {
                  askOneByOne(next, rate, began, time, latencies);
                  return null;
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("A request to the API failed; see the cause.", e.getCause());
    } finally {
      threads.shutdownNow();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Figures(clients, rate, latencies.getTotalCount() / seconds, latencies);
  }

  private void askOneByOne(
      AtomicLong next, double rate, long began, Duration time, Histogram latencies)
      throws IOException, InterruptedException {
    while (true) {
      long number = next.getAndIncrement();
      long due = rate > 0 ? began + Math.round(number * 1e9 / rate) : System.nanoTime();
      if (due - began > time.toNanos()) {
        return;
      }
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      int value = Math.toIntExact(number % questions.size());
      HttpResponse<String> answer =
          client.send(questions.get(value), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200 || !answer.body().contains(totals.get(value))) {
        throw new IllegalStateException(
            "Answer " + answer.statusCode() + " to " + answer.uri() + ": " + answer.body());
      }
      latencies.recordValue(
          Math.min(HIGHEST_MICROS, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - due)));
    }
  }
}
