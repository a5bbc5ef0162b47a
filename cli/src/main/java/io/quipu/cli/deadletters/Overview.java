package io.quipu.cli.deadletters;

import io.quipu.pipeline.replay.Letter;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/** The numbers of dead letters by stage and reason, and the newest letters. */
final class Overview {
  private final int newest;
  private final Map<Kind, Figures> figures = new TreeMap<>();
  private final PriorityQueue<Entry> latest =
      new PriorityQueue<>(Comparator.comparing(entry -> entry.letter().time()));

  /**
   * @param newest how many of the newest letters to keep
   */
  Overview(int newest) {
    this.newest = newest;
  }

  /** The stage and reason of letters. */
  record Kind(String stage, String reason) implements Comparable<Kind> {
    @Override
    public int compareTo(Kind other) {
      return Comparator.comparing(Kind::stage).thenComparing(Kind::reason).compare(this, other);
    }
  }

  /**
   * The letters of a kind: their number, the number of replayed letters, and the first and last
   * time.
   */
  record Figures(long letters, long replayed, Instant first, Instant last) {
    private Figures plus(Figures other) {
      return new Figures(
          letters + other.letters,
          replayed + other.replayed,
          first.isBefore(other.first) ? first : other.first,
          last.isAfter(other.last) ? last : other.last);
    }
  }

  /** A letter, and whether its record was replayed. */
  record Entry(Letter letter, boolean replayed) {}

  void add(Letter letter, boolean replayed) {
    figures.merge(
        new Kind(letter.stage(), letter.reason()),
        new Figures(1, replayed ? 1 : 0, letter.time(), letter.time()),
        Figures::plus);
    latest.add(new Entry(letter, replayed));
    if (latest.size() > newest) {
      latest.remove();
    }
  }

  Map<Kind, Figures> figures() {
    return figures;
  }

  /** The newest letters, the latest first. */
  List<Entry> newest() {
    return latest.stream()
        .sorted(Comparator.comparing((Entry entry) -> entry.letter().time()).reversed())
        .toList();
  }

  long letters() {
    return figures.values().stream().mapToLong(Figures::letters).sum();
  }

  long replayed() {
    return figures.values().stream().mapToLong(Figures::replayed).sum();
  }
}
