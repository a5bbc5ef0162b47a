package io.quipu.it.faults;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Splitter;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Tests faults while the job counts under load on a real Flink cluster. After each fault, the rows
 * equal a recount of all events, and the dead letters are the broken records.
 *
 * <p>All the time a reader looks at all rows, and no number that it sees may ever fall.
 *
 * <p>The default run is short; {@code mvn verify -Pfaults -Dfaults.minutes=10} makes a long one.
 * Both print their seed; {@code -Dfaults.seed} repeats a run. {@code -Dfaults.only} names the
 * faults of a run, separated by commas.
 */
class FaultsTest {
  /** The faults of the default run, of which the seed chooses one: those that end soonest. */
  private static final List<Fault> SHORT = List.of(Fault.KILL_TASK_MANAGER, Fault.REDEPLOY);

  private static final String ONLY = System.getProperty("faults.only", "");

  private final int minutes = Integer.getInteger("faults.minutes", 0);
  private final int eventsPerSecond = minutes == 0 ? 100 : 1_000;
  private final int maxSecondsAway = minutes == 0 ? 8 : 60;

  @Test
  void rowsEqualARecountAfterEachFault() throws Exception {
    long seed = Long.getLong("faults.seed", Instant.now().toEpochMilli());
    Random random = new Random(seed);
    assumeTrue(!faults().isEmpty(), "-Dfaults.only names no fault of this test");
    say("seed %d, %d events/s".formatted(seed, eventsPerSecond));
    try (Rig rig = new Rig(Files.createTempDirectory("faults-"), seed, eventsPerSecond)) {
      rig.check().awaitProbe(0);
      long begin = System.nanoTime();
      long end = begin + TimeUnit.MINUTES.toNanos(minutes);
      int number = 0;
      while (number == 0 || System.nanoTime() < end) {
        List<Fault> faults = new ArrayList<>(faults());
        Collections.shuffle(faults, random);
        if (minutes == 0 && ONLY.isEmpty()) {
          faults.subList(1, faults.size()).clear();
        }
        for (Fault fault : faults) {
          // Between two faults, the job must count some events and sometimes complete a checkpoint.
          TimeUnit.MILLISECONDS.sleep(random.nextInt(minutes == 0 ? 6_000 : 20_000));
          number++;
          say(
              "%2d  %s  %s"
                  .formatted(number, clock(System.nanoTime() - begin), strike(rig, fault, random)));
        }
      }
      assertThat("numbers that fell", rig.watch().falls(), empty());
      assertThat("state has left", minutes == 0 || rig.counts().hasSpilled());
      say("readers looked %d times, and no number fell".formatted(rig.watch().looks()));
      say("after %d faults: %s".formatted(number, rig.check().summary()));
    }
  }

  private List<Fault> faults() {
    if (!ONLY.isEmpty()) {
      List<String> names = Splitter.on(',').splitToList(ONLY);
      return Arrays.stream(Fault.values()).filter(each -> names.contains(each.name())).toList();
    }
    return minutes == 0 ? SHORT : List.of(Fault.values());
  }

  private String strike(Rig rig, Fault fault, Random random) throws Exception {
    FaultCheck check = rig.check();
    long struck = System.nanoTime();
    long before = rig.load().probes();
    String what = fault.strike(rig, random, maxSecondsAway);
    long over = System.nanoTime();
    check.awaitProbe(before);
    long counting = System.nanoTime();
    String compared = check.awaitRight(what);
    return "%-66s struck for %5.1f s, counting again %5.1f s after it began, all right %5.1f s after that: %s"
        .formatted(
            what,
            (over - struck) / 1e9,
            (counting - struck) / 1e9,
            (System.nanoTime() - counting) / 1e9,
            compared);
  }

  private static String clock(long nanos) {
    Duration since = Duration.ofNanos(nanos);
    return "%02d:%02d".formatted(since.toMinutes(), since.toSecondsPart());
  }

  /** Prints a line for a user who watches a long run. */
  private static void say(String line) {
    Objects.requireNonNull(System.out).println("faults: " + line);
  }
}
