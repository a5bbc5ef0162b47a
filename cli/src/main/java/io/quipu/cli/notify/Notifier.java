package io.quipu.cli.notify;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Sends batches of firings to a webhook, several at a time. What the webhook does not take becomes
 * an undelivered firing.
 */
final class Notifier implements AutoCloseable {
  /** So many ids of delivered firings are remembered, to leave out repeated messages. */
  private static final int REMEMBERED = 100_000;

  private final Webhook webhook;
  private final Undelivered undelivered;
  private final Consumer<String> told;
  private final ExecutorService senders;
  private final Set<String> delivered =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > REMEMBERED;
            }
          });

  /** Takes the firings that the webhook does not take. */
  @FunctionalInterface
  interface Undelivered {
    /** Keeps a firing, and returns when it is durable. */
    void keep(ConsumerRecord<byte[], byte[]> message, Webhook.Result result)
        throws InterruptedException;
  }

  /**
   * @param parallel how many firings are sent at the same time
   * @param told takes a line about each firing
   */
  Notifier(Webhook webhook, Undelivered undelivered, int parallel, Consumer<String> told) {
    this.webhook = webhook;
    this.undelivered = undelivered;
    this.told = told;
    this.senders = Executors.newFixedThreadPool(parallel);
  }

  private record Sent(
      ConsumerRecord<byte[], byte[]> message, Notification firing, Future<Webhook.Result> result) {}

  /** Sends all firings, and returns when each is delivered or kept. */
  void send(List<ConsumerRecord<byte[], byte[]>> messages) throws InterruptedException {
    List<Sent> sent = new ArrayList<>();
    Set<String> here = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      Optional<Notification> read =
          message.value() == null ? Optional.empty() : Notification.of(message.value());
      if (read.isEmpty()) {
        undelivered.keep(message, new Webhook.Result(0, "the message is no firing"));
        told.accept("kept a message that is no firing");
      } else if (read.get().isFailure()) {
        told.accept(line("not sent, because its condition has no value", read.get()));
      } else if (!delivered.contains(read.get().id()) && here.add(read.get().id())) {
        Notification firing = read.get();
        sent.add(new Sent(message, firing, senders.submit(() -> webhook.deliver(firing))));
      }
    }
    for (Sent each : sent) {
      finish(each);
    }
  }

  private void finish(Sent sent) throws InterruptedException {
    Webhook.Result result;
    try {
      result = sent.result().get();
    } catch (ExecutionException e) {
      // A bug: what a webhook does is a result, and no exception.
      throw new IllegalStateException(e);
    }
    if (result.isDelivered()) {
      delivered.add(sent.firing().id());
      told.accept(line("sent", sent.firing()));
    } else {
      undelivered.keep(sent.message(), result);
      told.accept(line("kept as undelivered, because " + result.failure(), sent.firing()));
    }
  }

  private static String line(String what, Notification firing) {
    return firing.id() + " " + firing.trigger() + " " + firing.company() + ": " + what;
  }

  @Override
  public void close() {
    senders.shutdownNow();
  }
}
