package io.quipu.it.faults.replicated;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItems;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Splitter;
import io.quipu.it.faults.Fault;
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
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Tests kills of one process of replicated servers: the leading job manager of a Flink cluster with
 * high availability, one of three Cassandra nodes, and the Kafka broker that leads a partition. The
 * job goes on by itself while the process is dead. Its rows then equal a recount of all events, and
 * no number that a reader sees may ever fall.
 *
 * <p>It is part of the long run only: {@code mvn verify -Pfaults -Dfaults.minutes=10}. The options
 * are those of {@code FaultsTest}.
 */
@EnabledIfSystemProperty(named = "faults.minutes", matches = "[1-9]\\d*")
class ReplicatedFaultsTest {
  /** Two cores for twelve processes leave no more. */
  private static final int EVENTS_PER_SECOND = 150;

  private static final int MOST_SECONDS_BETWEEN = 15;
  private static final String ONLY = System.getProperty("faults.only", "");

  private final int minutes = Integer.getInteger("faults.minutes", 0);

  @Test
  void countingGoesOnWhileAnyOneProcessIsDead() throws Exception {
    List<ReplicatedFault> chosen = faults();
    assumeTrue(!chosen.isEmpty(), "-Dfaults.only names no fault of this test");
    long seed = Long.getLong("faults.seed", Instant.now().toEpochMilli());
    Random random = new Random(seed);
    say("seed %d, %d events/s".formatted(seed, EVENTS_PER_SECOND));
    try (ReplicatedRig rig =
        new ReplicatedRig(Files.createTempDirectory("replicated-"), seed, EVENTS_PER_SECOND)) {
      rig.check().awaitProbe(0);
      rig.check().awaitRight("the start");
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
      int number = 0;
      while (number == 0 || System.nanoTime() < end) {
        List<ReplicatedFault> faults = new ArrayList<>(chosen);
        Collections.shuffle(faults, random);
        for (ReplicatedFault fault : faults) {
          // Between two faults, the job must count some events and sometimes complete a checkpoint.
          TimeUnit.SECONDS.sleep(random.nextInt(MOST_SECONDS_BETWEEN));
          number++;
          say("%2d  %s".formatted(number, strike(rig, fault, random)));
        }
      }
      rig.check().awaitRight("the last process that was started again");
      assertThat("numbers that fell", rig.watch().falls(), empty());
      say("readers looked %d times, and no number fell".formatted(rig.watch().looks()));
      say("after %d faults: %s".formatted(number, rig.check().summary()));
    }
  }

  /** Kills a process, compares all rows while it is dead, and starts it again. */
  private static String strike(ReplicatedRig rig, ReplicatedFault fault, Random random)
      throws Exception {
    long killed = System.nanoTime();
    long before = rig.check().load().probes();
    ReplicatedFault.Victim victim = fault.kill(rig, random);
    rig.check().awaitProbe(before);
    Duration counting = Duration.ofNanos(System.nanoTime() - killed);
    String what = "kill -9 of " + victim.name();
    TimeUnit.SECONDS.sleep(random.nextInt(MOST_SECONDS_BETWEEN));
    String compared = rig.check().awaitRight(what);
    victim.restore().run();
    return "%-66s counting again after %5.1f s, without it all right: %s"
        .formatted(what, counting.toMillis() / 1e3, compared);
  }

  private static List<ReplicatedFault> faults() {
    if (ONLY.isEmpty()) {
      return List.of(ReplicatedFault.values());
    }
    List<String> names = Splitter.on(',').splitToList(ONLY);
    List<String> known = new ArrayList<>();
    Arrays.stream(Fault.values()).map(Enum::name).forEach(known::add);
    Arrays.stream(ReplicatedFault.values()).map(Enum::name).forEach(known::add);
    assertThat("known faults", known, hasItems(names.toArray(String[]::new)));
    return Arrays.stream(ReplicatedFault.values())
        .filter(each -> names.contains(each.name()))
        .toList();
  }

  /** Prints a line for a user who watches a long run. */
  private static void say(String line) {
    Objects.requireNonNull(System.out).println("replicated: " + line);
  }
}
