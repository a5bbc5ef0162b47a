package io.quipu.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The final numbers of one counter in one bucket: what a row in Cassandra says.
 *
 * @param company the tenant
 * @param statistic the statistic's name
 * @param dimension the dimension's name, or empty for the whole statistic
 * @param value the dimension's value, or empty for the whole statistic
 * @param resolution how long the bucket is
 * @param year the calendar year of the bucket in the company's time zone
 * @param bucketStart the first instant of the bucket, milliseconds since 1970
 * @param count how often it happened
 * @param uniques how many different customers did it; null if the statistic does not ask
 * @param sums what it summed up to, by the measure's name; each with its declared scale
 */
public record CountRow(
    String company,
    String statistic,
    String dimension,
    String value,
    Resolution resolution,
    int year,
    long bucketStart,
    long count,
    @Nullable Long uniques,
    Map<String, BigDecimal> sums) {

  /** The row in bytes, for {@link #fromBytes}. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(128);
    out.writeString(company);
    out.writeString(statistic);
    out.writeString(dimension);
    out.writeString(value);
    out.writeByte(resolution.code());
    out.writeVarInt(year);
    out.writeZigZag(bucketStart);
    out.writeVarLong(count);
    out.writeByte(uniques == null ? 0 : 1);
    if (uniques != null) {
      out.writeVarLong(uniques);
    }
    out.writeVarInt(sums.size());
    sums.forEach(
        (name, amount) -> {
          out.writeString(name);
          out.writeVarInt(amount.scale());
          out.writeBytes(amount.unscaledValue().toByteArray());
        });
    return out.toBytes();
  }

  public static CountRow fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    return new CountRow(
        in.readString(),
        in.readString(),
        in.readString(),
        in.readString(),
        Resolution.ofCode(in.readByte()),
        in.readVarInt(),
        in.readZigZag(),
        in.readVarLong(),
        in.readByte() == 0 ? null : in.readVarLong(),
        readSums(in));
  }

  private static Map<String, BigDecimal> readSums(ByteReader in) {
    int count = in.readVarInt();
    Map<String, BigDecimal> sums = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      String name = in.readString();
      int scale = in.readVarInt();
      sums.put(name, new BigDecimal(new BigInteger(in.readBytes()), scale));
    }
    return sums;
  }
}
