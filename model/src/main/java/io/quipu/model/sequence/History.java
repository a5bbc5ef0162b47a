package io.quipu.model.sequence;

import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The facts of one customer for one sequence, as a set in their order.
 *
 * <pre>
 *  version (1) | values: n, n x text
 *  | facts: n, n x (time as the difference to the one before, kind (1), identity (8), value + 1)
 * </pre>
 *
 * A number in parentheses is a size in bytes. The first time is a signed number of milliseconds.
 * Other numbers are variable-length. A value is the place of its text, and 0 means none. A fact
 * takes at most 16 bytes if the history has under 16,384 different values and lasts under a year:
 * up to 6 for the first time or 5 for others, 1 for the kind, 8 for the identity, up to 2 for the
 * value. Each different value is written once. Not thread-safe.
 */
public final class History {
  private static final int VERSION = 1;

  private final List<Fact> facts;

  private History(List<Fact> facts) {
    this.facts = facts;
  }

  /** The history of a customer who has done nothing yet. */
  public static History empty() {
    return new History(new ArrayList<>());
  }

  /**
   * Adds a fact.
   *
   * @return whether it is new
   */
  public boolean add(Fact fact) {
    int at = Collections.binarySearch(facts, fact);
    if (at >= 0) {
      return false;
    }
    facts.add(-at - 1, fact);
    return true;
  }

  /** The facts in their order; a view. */
  public List<Fact> facts() {
    return Collections.unmodifiableList(facts);
  }

  /** The history in bytes, for {@link #fromBytes}. */
  public byte[] toBytes() {
    Map<String, Integer> values = new LinkedHashMap<>();
    for (Fact fact : facts) {
      if (!fact.value().isEmpty()) {
        values.putIfAbsent(fact.value(), values.size() + 1);
      }
    }
    ByteWriter out = new ByteWriter(16 + 16 * facts.size() + 16 * values.size());
    out.writeByte(VERSION);
    out.writeVarInt(values.size());
    values.keySet().forEach(out::writeString);
    out.writeVarInt(facts.size());
    long last = 0;
    for (int i = 0; i < facts.size(); i++) {
      Fact fact = facts.get(i);
      if (i == 0) {
        out.writeZigZag(fact.time());
      } else {
        out.writeVarLong(fact.time() - last);
      }
      last = fact.time();
      out.writeByte(fact.kind());
      out.writeLong(fact.identity());
      out.writeVarInt(fact.value().isEmpty() ? 0 : values.getOrDefault(fact.value(), 0));
    }
    return out.toBytes();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are of another format version
   */
  public static History fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    in.expectVersion(VERSION, "The history of a sequence");
    String[] values = new String[in.readVarInt() + 1];
    values[0] = "";
    for (int i = 1; i < values.length; i++) {
      values[i] = in.readString();
    }
    int size = in.readVarInt();
    List<Fact> facts = new ArrayList<>(size + 1);
    long time = 0;
    for (int i = 0; i < size; i++) {
      time = i == 0 ? in.readZigZag() : time + in.readVarLong();
      facts.add(new Fact(time, in.readByte(), in.readLong(), values[in.readVarInt()]));
    }
    in.expectEnd("The history of a sequence");
    return new History(facts);
  }
}
