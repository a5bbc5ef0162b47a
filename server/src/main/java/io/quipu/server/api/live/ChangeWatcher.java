package io.quipu.server.api.live;

import io.quipu.server.http.Problem;
import io.quipu.server.http.Reply.EventListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * Looks once a second at what clients watch, once for all who watch the same, and tells them when
 * it has changed. Thread-safe.
 */
public final class ChangeWatcher implements AutoCloseable {
  private static final int MOST_LISTENERS = 1_000;
  private static final int LOOKS_PER_BEAT = 5;
  private static final int THREADS = 4;

  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          THREADS,
          task -> {
            Thread thread = new Thread(task, "live");
            thread.setDaemon(true);
            return thread;
          });

  // Under this object's lock, as are the polls' listeners.
  private final Map<String, Poll> polls = new HashMap<>();

  /** What several listeners watch. */
  private final class Poll {
    private final String question;
    private final Supplier<byte[]> look;
    private final List<EventListener> listeners = new ArrayList<>();
    private byte[] last;
    private int quiet;
    private @Nullable Future<?> looks;

    Poll(String question, Supplier<byte[]> look, byte[] last) {
      this.question = question;
      this.look = look;
      this.last = last;
    }

    void look() {
      if (everyoneHasGone()) {
        return;
      }
      byte[] now;
      try {
        now = look.get();
      } catch (RuntimeException e) {
        now = LiveUpdates.problem(Problem.from(e));
      }
      List<EventListener> told;
      synchronized (ChangeWatcher.this) {
        told = List.copyOf(listeners);
        quiet = Arrays.equals(now, last) ? quiet + 1 : 0;
        last = now;
      }
      if (quiet == 0) {
        for (EventListener listener : told) {
          listener.send(now);
        }
      } else if (quiet % LOOKS_PER_BEAT == 0) {
        told.forEach(EventListener::beat);
      }
    }

    private boolean everyoneHasGone() {
      synchronized (ChangeWatcher.this) {
        listeners.removeIf(EventListener::isGone);
        if (!listeners.isEmpty()) {
          return false;
        }
        polls.remove(question);
        Future<?> task = looks;
        if (task != null) {
          task.cancel(false);
        }
        return true;
      }
    }
  }

  /** How many listen. */
  public synchronized int listeners() {
    return polls.values().stream().mapToInt(poll -> poll.listeners.size()).sum();
  }

  /**
   * Makes sure that one more may listen.
   *
   * @throws Problem if there are too many
   */
  public void requireRoom() {
    if (listeners() >= MOST_LISTENERS) {
      throw Problem.forNow(
          HttpStatus.SERVICE_UNAVAILABLE_503,
          "There are " + MOST_LISTENERS + " listeners already; ask for the answer itself instead.",
          10);
    }
  }

  /**
   * Tells a listener the answer to a question, and from now on each change of it.
   *
   * @param question equal for all who ask the same
   * @param look at the answer, as an event
   * @param first what it has just been
   * @throws Problem if the server stops
   */
  public void watch(String question, Supplier<byte[]> look, byte[] first, EventListener listener) {
    synchronized (this) {
      if (threads.isShutdown()) {
        throw Problem.forNow(
            HttpStatus.SERVICE_UNAVAILABLE_503,
            "The server is stopping; ask again in a few seconds.",
            5);
      }
      Poll poll = polls.get(question);
      if (poll == null) {
        Poll made = new Poll(question, look, first);
        polls.put(question, made);
        made.looks = threads.scheduleWithFixedDelay(made::look, 1, 1, TimeUnit.SECONDS);
        poll = made;
      }
      poll.listeners.add(listener);
      // What the next look is compared with, so that no change passes the listener by.
      listener.send(poll.last);
    }
  }

  @Override
  public void close() {
    List<EventListener> all = new ArrayList<>();
    synchronized (this) {
      threads.shutdownNow();
      polls.values().forEach(poll -> all.addAll(poll.listeners));
      polls.clear();
    }
    all.forEach(EventListener::end);
  }
}
