package io.quipu.io.lookups;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.sameInstance;

import io.quipu.io.testing.SetClock;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.testing.Hydrating;
import io.quipu.transforms.hydrate.ReferenceData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CachedReferenceDataTest {
  private static final Duration EXPIRY = Duration.ofMinutes(10);
  private static final Duration LESS = EXPIRY.minusMillis(1);
  private static final List<String> KEY = List.of("acme", "m-1");

  private static final Map<String, String> OLD = Map.of("name", "old");
  private static final Map<String, String> NEW = Map.of("name", "new");

  private final SetClock clock = new SetClock();
  private final Answers answers = new Answers();

  @Test
  void cachesAnAnswerUntilItsExpiry() throws InterruptedException {
    CachedReferenceData cached = cached(100);
    assertThat(ask(cached, KEY, OLD), equalTo(OLD));
    clock.goOn(LESS);
    assertThat(ask(cached, KEY, NEW), equalTo(OLD));
    clock.goOn(Duration.ofMillis(1));
    assertThat(ask(cached, KEY, NEW), equalTo(NEW));
    assertThat(answers.keys, contains(KEY, KEY));
  }

  @Test
  void cachesAnUnknownKeyUntilTheExpiry() throws InterruptedException {
    CachedReferenceData cached = cached(100);
    assertThat(ask(cached, KEY, Map.of()), equalTo(Map.of()));
    clock.goOn(LESS);
    assertThat(ask(cached, KEY, NEW), equalTo(Map.of()));
    clock.goOn(Duration.ofMillis(1));
    assertThat(ask(cached, KEY, NEW), equalTo(NEW));
    assertThat(answers.keys, contains(KEY, KEY));
  }

  @Test
  void asksOnceForAKeyThatManyWaitFor() throws InterruptedException {
    CachedReferenceData cached = cached(100);
    CompletableFuture<Map<String, String>> first = cached.find(KEY);
    clock.goOn(EXPIRY.multipliedBy(3));
    assertThat(cached.find(List.of("acme", "m-1")), sameInstance(first));
    assertThat(answers.keys, contains(KEY));
  }

  /** The expiry begins with the answer, so answers after an outage do not expire immediately. */
  @Test
  void aPendingAnswerDoesNotExpire() throws InterruptedException {
    CachedReferenceData cached = cached(100);
    CompletableFuture<Map<String, String>> waiting = cached.find(KEY);
    clock.goOn(EXPIRY.multipliedBy(3));
    answers.answer(OLD);
    assertThat(waiting.join(), equalTo(OLD));
    clock.goOn(LESS);
    assertThat(ask(cached, KEY, NEW), equalTo(OLD));
    assertThat(answers.keys, contains(KEY));
  }

  @Test
  void forgetsAFailure() throws InterruptedException {
    CachedReferenceData cached = cached(100);
    CompletableFuture<Map<String, String>> failed = cached.find(KEY);
    answers.fail(new IllegalStateException("the table is gone"));
    assertThat(failed.isCompletedExceptionally(), is(true));
    assertThat(ask(cached, KEY, NEW), equalTo(NEW));
  }

  @Test
  void remembersNoMoreThanItsSize() throws InterruptedException {
    CachedReferenceData cached = cached(10);
    for (int i = 0; i < 2_000; i++) {
      ask(cached, List.of("acme", "m-" + i % 1_000), OLD);
    }
    // Eviction is asynchronous, so the number of cached answers of the second thousand varies.
    assertThat(answers.keys.size(), greaterThan(1_000));
  }

  private Map<String, String> ask(
      CachedReferenceData cached, List<String> key, Map<String, String> truth) {
    CompletableFuture<Map<String, String>> found = cached.find(key);
    answers.answer(truth);
    return found.join();
  }

  private CachedReferenceData cached(int size) throws InterruptedException {
    CachedReferenceData cached =
        new CachedReferenceData(
            Hydrating.table(
                    "messages", new ReferenceSource.CassandraTable("k", "t"), "company", "message")
                .setExpiry(EXPIRY)
                .setCacheSize(size)
                .build(),
            answers);
    cached.open(clock);
    return cached;
  }

  /** Answers when the test says so, and records the requests. */
  private static final class Answers implements ReferenceData {
    private static final long serialVersionUID = 1L;

    private final transient List<List<String>> keys = new ArrayList<>();
    private final transient List<CompletableFuture<Map<String, String>>> open = new ArrayList<>();

    @Override
    public void open() {}

    @Override
    public CompletableFuture<Map<String, String>> find(List<String> key) {
      keys.add(key);
      CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();
      open.add(answer);
      return answer;
    }

    @Override
    public void close() {}

    private void answer(Map<String, String> row) {
      open.forEach(one -> one.complete(row));
      open.clear();
    }

    private void fail(RuntimeException error) {
      open.forEach(one -> one.completeExceptionally(error));
      open.clear();
    }
  }
}
