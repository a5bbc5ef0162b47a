package io.quipu.store.lookups;

import com.datastax.oss.driver.api.core.ProtocolVersion;
import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.data.ByteUtils;
import com.datastax.oss.driver.api.core.data.TupleValue;
import com.datastax.oss.driver.api.core.data.UdtValue;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.api.core.type.codec.ExtraTypeCodecs;
import com.datastax.oss.driver.api.core.type.codec.TypeCodec;
import com.datastax.oss.driver.api.core.type.codec.registry.CodecRegistry;
import com.google.common.net.InetAddresses;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Converts between the texts of events and the values of columns of any simple type. */
final class ColumnTexts {

  /** The types whose codec in the driver expects quotes around the text, as in CQL. */
  private static final Set<DataType> QUOTED =
      Set.of(DataTypes.TIMESTAMP, DataTypes.DATE, DataTypes.TIME);

  /** The driver's own codec reads a time without a zone in the zone of this machine. */
  private static final TypeCodec<Instant> TIMESTAMP = ExtraTypeCodecs.timestampAt(ZoneOffset.UTC);

  /** A date whose month or day may have one digit; the driver's codec requires two. */
  private static final Pattern SHORT_DATE = Pattern.compile("\\d+-\\d+-\\d+");

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("u-M-d", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

  private final CodecRegistry codecs;
  private final ProtocolVersion version;

  ColumnTexts(DriverContext driver) {
    codecs = driver.getCodecRegistry();
    version = driver.getProtocolVersion();
  }

  /** Encodes a text for a column of this type; null if the type has no such value. */
  @Nullable ByteBuffer encode(DataType type, String text) {
    try {
      TypeCodec<Object> codec = codecs.codecFor(type);
      return codec.encode(parse(type, codec, text), version);
    } catch (IllegalArgumentException | DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Object parse(DataType type, TypeCodec<Object> codec, String text) {
    if (type.equals(DataTypes.TEXT) || type.equals(DataTypes.ASCII)) {
      return text;
    }
    if (type.equals(DataTypes.INET)) {
      return InetAddresses.forString(text);
    }
    if (type.equals(DataTypes.DATE) && SHORT_DATE.matcher(text).matches()) {
      return LocalDate.parse(text, DATE);
    }
    if (!QUOTED.contains(type)) {
      return codec.parse(text);
    }
    String quoted = text.startsWith("'") ? text : "'" + text + "'";
    return type.equals(DataTypes.TIMESTAMP) ? TIMESTAMP.parse(quoted) : codec.parse(quoted);
  }

  /** The text that events would have for a column's value. */
  static String text(Object value) {
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof LocalTime time) {
      return String.valueOf(time.toNanoOfDay());
    }
    if (value instanceof ByteBuffer bytes) {
      return ByteUtils.toHexString(bytes);
    }
    if (value instanceof UdtValue fields) {
      return fields.getFormattedContents();
    }
    if (value instanceof TupleValue fields) {
      return fields.getFormattedContents();
    }
    return value instanceof InetAddress address ? address.getHostAddress() : value.toString();
  }
}
