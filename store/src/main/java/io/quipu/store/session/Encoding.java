package io.quipu.store.session;

import com.datastax.oss.driver.api.core.ProtocolVersion;
import com.datastax.oss.driver.api.core.type.codec.TypeCodec;
import com.datastax.oss.driver.api.core.type.codec.TypeCodecs;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/**
 * Encodes values for statements that are bound very often. The driver would look up a codec for
 * each value. A value that several statements share is encoded once.
 */
public final class Encoding {
  private static final TypeCodec<Map<String, BigDecimal>> SUMS =
      TypeCodecs.mapOf(TypeCodecs.TEXT, TypeCodecs.DECIMAL);

  private final ProtocolVersion version;

  Encoding(ProtocolVersion version) {
    this.version = version;
  }

  /** A {@code text}. */
  public ByteBuffer text(String value) {
    // The driver's codec is slower, because it refuses unpaired surrogates; there are none here.
    return ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8));
  }

  /** An {@code int}. */
  public ByteBuffer number(int value) {
    return present(TypeCodecs.INT.encodePrimitive(value, version));
  }

  /** A {@code bigint} or a counter; also a {@code timestamp} in milliseconds since 1970. */
  public ByteBuffer number(long value) {
    return present(TypeCodecs.BIGINT.encodePrimitive(value, version));
  }

  /** A {@code tinyint}. */
  public ByteBuffer tiny(int value) {
    return present(TypeCodecs.TINYINT.encodePrimitive((byte) value, version));
  }

  /** A {@code map<text, decimal>}. */
  public ByteBuffer sums(Map<String, BigDecimal> value) {
    return present(SUMS.encode(value, version));
  }

  private static ByteBuffer present(ByteBuffer encoded) {
    return Objects.requireNonNull(encoded);
  }
}
