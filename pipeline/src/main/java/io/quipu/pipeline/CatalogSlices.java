package io.quipu.pipeline;

import io.quipu.model.catalog.Catalog;
import io.quipu.model.range.DayGaps;
import io.quipu.store.schema.Slices;

/** The slices that a catalog declares. */
public record CatalogSlices(Catalog catalog) implements Slices {

  @Override
  public int of(String statistic, String dimension) {
    return catalog.slices(DayGaps.baseOf(statistic), dimension);
  }
}
