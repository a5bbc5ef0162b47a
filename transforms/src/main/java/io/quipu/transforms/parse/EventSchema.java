package io.quipu.transforms.parse;

import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.DimensionDefinition;
import io.quipu.model.catalog.DimensionSource;
import io.quipu.model.catalog.EventFields;
import io.quipu.model.catalog.LookupDefinition;
import io.quipu.model.catalog.StatisticDefinition;
import io.quipu.transforms.parse.cel.CelExpressions;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The catalog and the CEL compiler, which the readers of all statistics share. */
record EventSchema(Catalog catalog, CelExpressions cel) {

  EventFields event() {
    return catalog.event();
  }

  /** Returns the lookups that a statistic's dimensions use, in the order of the catalog. */
  List<LookupDefinition> lookupsOf(StatisticDefinition definition) {
    Set<String> used =
        definition.dimensions().stream()
            .map(DimensionDefinition::source)
            .filter(DimensionSource.LookedUp.class::isInstance)
            .map(source -> ((DimensionSource.LookedUp) source).lookup())
            .collect(Collectors.toSet());
    return catalog.lookups().stream().filter(l -> used.contains(l.table().name())).toList();
  }
}
