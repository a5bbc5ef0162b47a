package io.quipu.cli.notify;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The pauses between tries: each up to twice as long as the one before, and half of it random, so
 * that many senders do not come back at the same moment.
 *
 * @param tries how often a request is sent at most
 * @param first the first pause
 * @param longest the longest pause
 */
record Backoff(int tries, Duration first, Duration longest) {

  /**
   * The pause after a try.
   *
   * @param tried how many tries there were, from 1
   */
  Duration after(int tried) {
    long most = longest.toMillis();
    long pause = Math.min(most, first.toMillis() << Math.min(30, tried - 1));
    return Duration.ofMillis(pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1));
  }

  /** The pause that a receiver asks for, within the longest one. */
  Duration asked(Duration wish) {
    return wish.compareTo(longest) > 0 ? longest : wish;
  }
}
