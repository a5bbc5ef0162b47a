package io.quipu.model.counter;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The final numbers of one counter in one bucket, as a row in Cassandra holds them.
 *
 * @param company the tenant
 * @param customer the customer, or empty for the company as a whole
 * @param statistic the statistic's name
 * @param dimension the dimension's name, or empty for the whole statistic
 * @param value the dimension's value, or empty for the whole statistic
 * @param resolution how long the bucket is
 * @param year the calendar year of the bucket in the company's time zone
 * @param bucketStart the first instant of the bucket, milliseconds since 1970
 * @param count how many events were counted
 * @param uniques how many different customers acted; null if the statistic does not count them, if
 *     the row is of a customer, or if nobody knows, because counters were migrated
 * @param sums the sums by name, each with its declared scale
 * @param owner the number of the owner that writes the row: a row of a later owner replaces it,
 *     whatever its numbers; 0 if the row was read
 * @param changes a number that grows with each change of the row by its owner: the count, or {@link
 *     Sum#CHANGES} if the count can fall
 */
public record CountRow(
    String company,
    String customer,
    String statistic,
    String dimension,
    String value,
    Resolution resolution,
    int year,
    long bucketStart,
    long count,
    @Nullable Long uniques,
    Map<String, BigDecimal> sums,
    long owner,
    long changes) {

  private static final int FORMAT_VERSION = 4;

  /** A row whose count never falls. */
  public CountRow(
      String company,
      String customer,
      String statistic,
      String dimension,
      String value,
      Resolution resolution,
      int year,
      long bucketStart,
      long count,
      @Nullable Long uniques,
      Map<String, BigDecimal> sums,
      long owner) {
    this(
        company,
        customer,
        statistic,
        dimension,
        value,
        resolution,
        year,
        bucketStart,
        count,
        uniques,
        sums,
        owner,
        count);
  }

  /** A row that was read, or that nobody owns yet. */
  public CountRow(
      String company,
      String customer,
      String statistic,
      String dimension,
      String value,
      Resolution resolution,
      int year,
      long bucketStart,
      long count,
      @Nullable Long uniques,
      Map<String, BigDecimal> sums) {
    this(
        company,
        customer,
        statistic,
        dimension,
        value,
        resolution,
        year,
        bucketStart,
        count,
        uniques,
        sums,
        0);
  }

  /** The same row, written by this owner. */
  public CountRow ownedBy(long number) {
    return new CountRow(
        company,
        customer,
        statistic,
        dimension,
        value,
        resolution,
        year,
        bucketStart,
        count,
        uniques,
        sums,
        number,
        changes);
  }

  /** Whether nothing was counted, so that the stored row must go. */
  public boolean isRemoval() {
    return count == 0;
  }

  /** The first instant of the bucket. */
  public Instant start() {
    return Instant.ofEpochMilli(bucketStart);
  }

  /**
   * The row in bytes, for {@link #fromBytes}.
   *
   * <pre>
   *  version | company | customer | statistic | dimension | value | resolution | year | bucket start
   *  | count | uniques + 1, or 0 for none | number of sums | per sum: name, scale, unscaled bytes
   *  | owner | changes
   * </pre>
   */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(64 + company.length() + customer.length() + value.length());
    out.writeByte(FORMAT_VERSION);
    out.writeString(company);
    out.writeString(customer);
    out.writeString(statistic);
    out.writeString(dimension);
    out.writeString(value);
    out.writeByte(resolution.code());
    out.writeVarInt(year);
    out.writeZigZag(bucketStart);
    out.writeVarLong(count);
    out.writeVarLong(uniques == null ? 0 : uniques + 1);
    out.writeVarInt(sums.size());
    // By name, so that equal rows have equal bytes.
    new TreeMap<>(sums)
        .forEach(
            (name, sum) -> {
              out.writeString(name);
              out.writeZigZag(sum.scale());
              out.writeBytes(sum.unscaledValue().toByteArray());
            });
    out.writeVarLong(owner);
    out.writeVarLong(changes);
    return out.toBytes();
  }

  /**
   * The row that {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are of another version
   */
  public static CountRow fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    in.expectVersion(FORMAT_VERSION, "A row of counts");
    String company = in.readString();
    String customer = in.readString();
    String statistic = in.readString();
    String dimension = in.readString();
    String value = in.readString();
    Resolution resolution = Resolution.ofCode(in.readByte());
    int year = in.readVarInt();
    long bucketStart = in.readZigZag();
    long count = in.readVarLong();
    long uniques = in.readVarLong();
    Map<String, BigDecimal> sums = new HashMap<>();
    for (int i = in.readVarInt(); i > 0; i--) {
      String name = in.readString();
      int scale = (int) in.readZigZag();
      sums.put(name, new BigDecimal(new BigInteger(in.readBytes()), scale));
    }
    long owner = in.readVarLong();
    long changes = in.readVarLong();
    in.expectEnd("A row of counts");
    return new CountRow(
        company,
        customer,
        statistic,
        dimension,
        value,
        resolution,
        year,
        bucketStart,
        count,
        uniques == 0 ? null : uniques - 1,
        sums,
        owner,
        changes);
  }
}
