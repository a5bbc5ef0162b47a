package io.quipu.cli.counts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes numbers in JSON exactly and without exponents. */
final class ExactNumbers {
  private ExactNumbers() {}

  /** Makes a generator that never closes the writer. */
  static JsonGenerator lines(Writer out) throws IOException {
    return new JsonFactory()
        .createGenerator(out)
        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
        .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
  }

  /**
   * Writes the fields {@code count}, {@code uniques} if known, and {@code sums} if there are any.
   */
  static void numbers(
      JsonGenerator json, long count, @Nullable Long uniques, Map<String, BigDecimal> sums)
      throws IOException {
    json.writeNumberField("count", count);
    if (uniques != null) {
      json.writeNumberField("uniques", uniques);
    }
    if (!sums.isEmpty()) {
      json.writeObjectFieldStart("sums");
      sums(json, sums);
      json.writeEndObject();
    }
  }

  /** Writes a field for each sum. */
  static void sums(JsonGenerator json, Map<String, BigDecimal> sums) throws IOException {
    for (Map.Entry<String, BigDecimal> sum : new TreeMap<>(sums).entrySet()) {
      json.writeNumberField(sum.getKey(), sum.getValue());
    }
  }
}
