package io.quipu.model.range;

import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Visits, sent as one element to the shard of their customers.
 *
 * <pre>
 *  version (1) | visits: n, n x (company, customer, statistic, day,
 *    counters: n, n x (dimension, value))
 * </pre>
 *
 * Numbers without a size are variable-length; the day is signed.
 */
public record VisitBatch(List<Visit> visits) {
  private static final int VERSION = 1;

  public VisitBatch {
    visits = List.copyOf(visits);
  }

  /** The batch in bytes, for {@link #fromBytes}. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(64 * visits.size() + 8);
    out.writeByte(VERSION);
    out.writeVarInt(visits.size());
    for (Visit visit : visits) {
      out.writeString(visit.company());
      out.writeString(visit.customer());
      out.writeString(visit.statistic());
      out.writeZigZag(visit.day());
      out.writeVarInt(visit.counters().size());
      for (Visit.Counter counter : visit.counters()) {
        out.writeString(counter.dimension());
        out.writeString(counter.value());
      }
    }
    return out.toBytes();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are of another format version
   */
  public static VisitBatch fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    in.expectVersion(VERSION, "The batch of visits");
    int count = in.readVarInt();
    List<Visit> visits = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String company = in.readString();
      String customer = in.readString();
      String statistic = in.readString();
      int day = (int) in.readZigZag();
      int size = in.readVarInt();
      List<Visit.Counter> counters = new ArrayList<>(size);
      for (int j = 0; j < size; j++) {
        counters.add(new Visit.Counter(in.readString(), in.readString()));
      }
      visits.add(new Visit(company, customer, statistic, day, counters));
    }
    in.expectEnd("The batch of visits");
    return new VisitBatch(visits);
  }
}
