package io.quipu.io.files.tail;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import io.quipu.io.files.tail.content.TailLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.beam.sdk.io.Compression;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A hundred rotations of several files at random moments, with crashes at random moments between.
 * Each line that was written is read once.
 */
class RotationsTest {
  private static final int ROTATIONS = 100;
  private static final List<String> NAMES = List.of("a.jsonl", "b.jsonl", "c.jsonl");
  private static final int KEPT = 4;

  private final MovedClock clock = new MovedClock();
  private final List<String> written = new ArrayList<>();
  private final List<Deque<String>> rotated = new ArrayList<>();
  private final String[] unfinished = {"", "", ""};
  private LogFolder logs = new LogFolder(Path.of(""));
  private Random random = new Random(0);
  private boolean sameFirstLines;
  private int number;
  private int crashes;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void eachLineIsReadOnce(long seed, @TempDir Path folder) throws Exception {
    logs = new LogFolder(folder);
    random = new Random(seed);
    sameFirstLines = seed % 2 == 0;
    NAMES.forEach(name -> rotated.add(new ArrayDeque<>()));
    try (Tailing tail = new Tailing(logs.glob("*.jsonl"), clock)) {
      for (int rotations = 0; rotations < ROTATIONS; ) {
        int file = random.nextInt(NAMES.size());
        write(file);
        goOn(tail);
        if (random.nextInt(4) == 0 && logs.path(NAMES.get(file)).toFile().length() > 0) {
          rotate(file, tail);
          rotations++;
        }
        if (random.nextInt(6) == 0) {
          compress(file, tail);
        }
        deleteOld(file, tail);
      }
      for (int file = 0; file < NAMES.size(); file++) {
        end(file);
      }
      tail.settle().settle();
      assertThat("not read", without(written, tail.lines()), empty());
      assertThat("read twice", without(tail.lines(), written), empty());
      assertThat(tail.cutOff(), equalTo(0L));
    }
    assertThat(crashes, greaterThanOrEqualTo(20));
  }

  /** What a list has more often than another. */
  private static List<String> without(List<String> all, List<String> others) {
    Map<String, Integer> left = new HashMap<>();
    others.forEach(one -> left.merge(one, 1, Integer::sum));
    return all.stream().filter(one -> left.merge(one, -1, Integer::sum) < 0).toList();
  }

  /** Some lines, of which the last one may lack its end. */
  private void write(int file) {
    if (sameFirstLines && logs.path(NAMES.get(file)).toFile().length() == 0) {
      line(file, "the first line of each file");
    }
    for (int lines = random.nextInt(20); lines >= 0; lines--) {
      line(file, number++ + " " + "x".repeat(random.nextInt(50)));
    }
    if (random.nextInt(3) == 0) {
      unfinished[file] = number++ + " unfin";
      logs.append(NAMES.get(file), unfinished[file]);
    }
  }

  private void line(int file, String line) {
    end(file);
    logs.append(NAMES.get(file), line + "\n");
    written.add(line);
  }

  private void end(int file) {
    if (!unfinished[file].isEmpty()) {
      logs.append(NAMES.get(file), "ished\n");
      written.add(unfinished[file] + "ished");
      unfinished[file] = "";
    }
  }

  /** Reads, crashes or does neither, as it happens between any two steps of others. */
  private void goOn(Tailing tail) throws IOException {
    switch (random.nextInt(8)) {
      case 0 -> tail.keepMarks();
      case 1 -> {
        tail.crash();
        crashes++;
      }
      case 2, 3 -> tail.poll(Duration.ofMillis(random.nextInt(300)));
      case 4, 5 -> tail.poll(Duration.ofMillis(900 + random.nextInt(400)));
      default -> {}
    }
  }

  private void rotate(int file, Tailing tail) throws IOException {
    String name = NAMES.get(file);
    end(file);
    String to = name + "." + number;
    goOn(tail);
    if (random.nextBoolean()) {
      logs.rename(name, to);
      if (random.nextInt(3) == 0) {
        // A writer that has not opened the new file yet.
        String late = number++ + " late";
        logs.append(to, late + "\n");
        written.add(late);
      }
    } else {
      logs.copy(name, to);
      goOn(tail);
      logs.truncate(name);
    }
    rotated.get(file).add(to);
    goOn(tail);
  }

  private void compress(int file, Tailing tail) throws IOException {
    Deque<String> all = rotated.get(file);
    if (all.isEmpty() || !all.peekLast().matches(".*\\d")) {
      return;
    }
    Compression compression = random.nextBoolean() ? Compression.GZIP : Compression.ZSTD;
    String name = all.removeLast();
    logs.compress(name, compression);
    goOn(tail);
    logs.delete(name);
    all.addLast(name + compression.getSuggestedSuffix());
    goOn(tail);
  }

  /** A file may go when a checkpoint has all of it. */
  private void deleteOld(int file, Tailing tail) throws IOException {
    if (rotated.get(file).size() > KEPT && random.nextInt(3) == 0) {
      tail.settle().poll(TailLimits.DEFAULT.close()).settle().keepMarks();
      logs.delete(rotated.get(file).removeFirst());
    }
  }
}
