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
 * Repeats the questions of clients once a second, and sends them each answer that has changed.
 * Clients with the same question share one read. Thread-safe.
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

  // Guarded by this, like the listeners of each poll.
  private final Map<String, Poll> polls = new HashMap<>();

  /** One question and its listeners. */
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

  /** The number of listeners. */
  public synchronized int listeners() {
    return polls.values().stream().mapToInt(poll -> poll.listeners.size()).sum();
  }

  /**
   * Checks that another listener can be added.
   *
   * @throws Problem if there are too many listeners
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
   * Sends the answer to a listener, and sends it again whenever it changes.
   *
   * @param question a text that is equal for equal questions
   * @param look reads the answer, as an event
   * @param first the answer that was just read
   * @throws Problem if this is closed
   */
  public void watch(String question, Supplier<byte[]> look, byte[] first, EventListener listener) {
    synchronized (this) {
      if (threads.isShutdown()) {
        throw Problem.forNow(
            HttpStatus.SERVICE_UNAVAILABLE_503,
            "Streams of events are just ending; ask again in a few seconds.",
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
      // The next answer is compared with this one, so the listener misses no change.
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
