package io.quipu.pipeline;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quipu.model.catalog.Catalog;
import io.quipu.pipeline.catalog.CatalogFile;
import io.quipu.store.schema.Slices;
import java.nio.file.Path;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogSlicesTest {

  @Test
  void travelsWithWhatTheCatalogDeclares(@TempDir Path folder) throws Exception {
    Catalog catalog =
        CatalogFile.load(
            """
            version: 1
            event: {company: c, customer: u, type: t, time: {field: at, unit: millis}}
            statistics:
              open:
                events: open
                dimensions: {link: {field: l, slices: 16}, city: {field: city}}
            """,
            "catalog.yaml",
            folder);

    Slices slices = SerializableUtils.clone(new CatalogSlices(catalog));

    assertThat(slices.of("open", "link"), equalTo(16));
    assertThat(slices.of("open", "city"), equalTo(1));
  }
}
