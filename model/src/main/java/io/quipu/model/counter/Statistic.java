package io.quipu.model.counter;

import com.google.auto.value.AutoValue;
import io.quipu.model.calendar.Resolution;
import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;
import java.io.Serializable;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A kind of action that is counted, and its measures. The count is always kept; uniques and sums
 * are kept if declared.
 *
 * <pre>{@code
 * Statistic orders = Statistic.of("orders").withUniques().withSums(Sum.of("revenue", 2));
 * }</pre>
 */
@AutoValue
public abstract class Statistic implements Serializable {
  private static final long serialVersionUID = 1L;

  // The statistics that were read, as few as catalogs declare. Equal ones are the same object, so
  // that comparing them for each increment is cheap.
  private static final Map<Statistic, Statistic> READ = new ConcurrentHashMap<>();

  /** The statistic's name, unique in the catalog. */
  public abstract String name();

  /** The resolutions of the rows that are written; at least one. */
  public abstract Set<Resolution> resolutions();

  /** Whether different customers are counted too. */
  public abstract boolean uniques();

  /** The sums, in the order of an event's amounts. */
  public abstract List<Sum> sums();

  /**
   * A statistic that keeps only the count, by hour, day and month.
   *
   * @throws IllegalArgumentException if the name is empty
   */
  public static Statistic of(String name) {
    return of(name, EnumSet.allOf(Resolution.class), false, List.of());
  }

  /** The same statistic, which also counts different customers. */
  public Statistic withUniques() {
    return of(name(), resolutions(), true, sums());
  }

  /** The same statistic with these sums instead of its own; an event's amounts use their names. */
  public Statistic withSums(Sum... sums) {
    return of(name(), resolutions(), uniques(), List.of(sums));
  }

  /**
   * The same statistic, with rows only in these resolutions.
   *
   * @throws IllegalArgumentException if no resolution is given
   */
  public Statistic withResolutions(Resolution... resolutions) {
    return of(name(), List.of(resolutions), uniques(), sums());
  }

  /**
   * A statistic with these resolutions and measures.
   *
   * @throws IllegalArgumentException if the name is empty or there is no resolution
   */
  public static Statistic of(
      String name, Collection<Resolution> resolutions, boolean uniques, List<Sum> sums) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException(
          "The name of a statistic is empty; give it a name, such as orders.");
    }
    if (resolutions.isEmpty()) {
      throw new IllegalArgumentException(
          "The statistic '"
              + name
              + "' has no resolution; give it at least one of "
              + List.of(Resolution.values())
              + ".");
    }
    return new AutoValue_Statistic(
        name, Set.copyOf(EnumSet.copyOf(resolutions)), uniques, List.copyOf(sums));
  }

  /** Writes the statistic for {@link #read}. */
  public void write(ByteWriter out) {
    out.writeString(name());
    int flags = uniques() ? 1 : 0;
    for (Resolution resolution : resolutions()) {
      flags |= 2 << resolution.code();
    }
    out.writeVarInt(flags);
    out.writeVarInt(sums().size());
    for (Sum sum : sums()) {
      out.writeString(sum.name());
      out.writeVarInt(sum.scale());
    }
  }

  public static Statistic read(ByteReader in) {
    String name = in.readString();
    int flags = in.readVarInt();
    EnumSet<Resolution> resolutions = EnumSet.noneOf(Resolution.class);
    for (Resolution resolution : Resolution.values()) {
      if ((flags & 2 << resolution.code()) != 0) {
        resolutions.add(resolution);
      }
    }
    Sum[] sums = new Sum[in.readVarInt()];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = Sum.of(in.readString(), in.readVarInt());
    }
    Statistic statistic = of(name, resolutions, (flags & 1) != 0, List.of(sums));
    Statistic known = READ.putIfAbsent(statistic, statistic);
    return known == null ? statistic : known;
  }
}
