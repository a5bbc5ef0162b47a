package io.quipu.model.counter;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.io.Serializable;

/**
 * A 128-bit hash (XXH3) that replaces a name in state and in what is sent to state. Among n names,
 * two share a fingerprint with a probability under n^2 / 2^129: for a trillion counters, 2 in
 * 10^15.
 *
 * <p>The parts of a name are hashed with their lengths, so ("ab", "c") and ("a", "bc") differ.
 */
public record Fingerprint(long high, long low) implements Serializable {

  /** The fingerprint of a counter; the whole statistic has an empty dimension and value. */
  public static Fingerprint ofCounter(
      String company, String statistic, String dimension, String value) {
    return of(
        stream().putString(company).putString(statistic).putString(dimension).putString(value));
  }

  /** The fingerprint of a counter of one customer. */
  public static Fingerprint ofCustomerCounter(
      String company, String customer, String statistic, String dimension, String value) {
    return of(
        stream()
            .putString(company)
            .putString(customer)
            .putString(statistic)
            .putString(dimension)
            .putString(value));
  }

  /** The fingerprint of a customer of a company, seen by one statistic. */
  public static Fingerprint ofCustomer(String company, String statistic, String customer) {
    return of(stream().putString(company).putString(statistic).putString(customer));
  }

  /**
   * The fingerprint of a customer's history of a sequence.
   *
   * @param meaning a text that differs if the sequence means something else
   */
  public static Fingerprint ofHistory(
      String company, String sequence, String meaning, String customer) {
    return of(
        stream().putString(company).putString(sequence).putString(meaning).putString(customer));
  }

  /**
   * The fingerprint of a group of event ids that have no customer. Each company and statistic has
   * 4,096 such groups.
   */
  public static Fingerprint ofAnonymous(String company, String statistic, long eventId) {
    return of(stream().putString(company).putString(statistic).putInt((int) (eventId & 0xFFF)));
  }

  /** The fingerprint of a dimension whose values have a limit. */
  public static Fingerprint ofLimited(String company, String statistic, String dimension) {
    return of(stream().putString(company).putString(statistic).putString(dimension));
  }

  /** The fingerprint of a company's statistic. */
  public static Fingerprint ofStatistic(String company, String statistic) {
    return of(stream().putString(company).putString(statistic));
  }

  /** A 64-bit fingerprint of an event's id; enough for the few ids that one page holds. */
  public static long ofEventId(String id) {
    return Hashing.xxh3_64().hashStream().putString(id).getAsLong();
  }

  /** A 64-bit fingerprint of a record, which tells apart events without ids. */
  public static long ofRecord(byte[] payload) {
    return Hashing.xxh3_64().hashBytesToLong(payload);
  }

  // The methods that a record generates are not always inlined into their callers.
  @Override
  public boolean equals(Object other) {
    return other instanceof Fingerprint that && high == that.high && low == that.low;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(low);
  }

  private static HashStream128 stream() {
    return Hashing.xxh3_128().hashStream();
  }

  private static Fingerprint of(HashStream128 stream) {
    HashValue128 hash = stream.get();
    return new Fingerprint(hash.getMostSignificantBits(), hash.getLeastSignificantBits());
  }
}
