package io.quipu.benchmarks.scaling;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quipu.pipeline.catalog.CatalogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedLoadTest {
  private static final YearMonth MONTH = YearMonth.of(2026, 2);

  @Test
  void eachEventHasAsManyDifferentValuesAsWanted() throws IOException {
    GeneratedLoad load = new GeneratedLoad(50, 1000, 60, MONTH);
    Set<String> customers = new HashSet<>();
    for (int number = 0; number < 5000; number++) {
      JsonNode event = new ObjectMapper().readTree(load.event(number));
      Set<String> values = new HashSet<>();
      event.get("values").forEach(value -> values.add(value.asText()));
      assertThat(values.size(), is(50));
      Instant at = Instant.ofEpochMilli(event.get("at").asLong());
      assertThat(YearMonth.from(at.atZone(ZoneOffset.UTC)), is(MONTH));
      customers.add(event.get("company").asText() + event.get("customer").asText());
    }
    assertThat((double) customers.size(), is(org.hamcrest.Matchers.closeTo(1000, 20)));
  }

  @Test
  void theCatalogIsRight(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("catalog.yaml"), GeneratedLoad.CATALOG);

    assertThat(
        CatalogFile.load(file.toString()).toString(), containsString(GeneratedLoad.STATISTIC));
  }

  @Test
  void refusesFewerValuesThanAnEventHas() {
    assertThrows(IllegalArgumentException.class, () -> new GeneratedLoad(10, 1000, 9, MONTH));
  }
}
