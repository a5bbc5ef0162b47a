package io.quipu.model.catalog;

import java.io.Serializable;

/** Where a dimension's values come from. */
public sealed interface DimensionSource extends Serializable {

  /** A field of the event: one value. */
  record Field(FieldPath path) implements DimensionSource {}

  /**
   * An array in the event; each element is a value. The path may lead through arrays, so {@code
   * items.sku} is the sku of every item.
   */
  record Each(FieldPath path) implements DimensionSource {}

  /**
   * The domain of the email address in a field, normalized by {@link
   * io.quipu.model.text.EmailAddress}.
   */
  record EmailDomain(FieldPath path) implements DimensionSource {}

  /** The {@link Derived} with this name: its value, or each element if the value is a list. */
  record Computed(String derived) implements DimensionSource {}

  /** A column of the catalog's lookup with this name. */
  record LookedUp(String lookup, String column) implements DimensionSource {}
}
