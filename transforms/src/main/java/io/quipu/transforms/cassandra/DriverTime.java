package io.quipu.transforms.cassandra;

import com.datastax.driver.core.Row;
import java.util.Date;

/** Milliseconds since 1970 as the driver's timestamps: it has no other type for them. */
@SuppressWarnings("JavaUtilDate")
public final class DriverTime {
  private DriverTime() {}

  public static Date of(long epochMillis) {
    return new Date(epochMillis);
  }

  public static long millis(Row row, String column) {
    return row.getTimestamp(column).getTime();
  }
}
