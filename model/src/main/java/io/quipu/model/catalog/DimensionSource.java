package io.quipu.model.catalog;

import java.io.Serializable;

/** Where a dimension's values come from. */
public sealed interface DimensionSource extends Serializable {

  /** A field of the event: one value. */
  record Field(FieldPath path) implements DimensionSource {}

  /**
   * The elements of an array: a value each. The path may lead through arrays, so {@code items.sku}
   * is the sku of every item.
   */
  record Each(FieldPath path) implements DimensionSource {}

  /**
   * The domain of the email address in a field, as {@link io.quipu.model.text.EmailAddress} spells
   * it.
   */
  record EmailDomain(FieldPath path) implements DimensionSource {}

  /** The value, or the values if it is a list, of a {@link Derived} of this name. */
  record Computed(String derived) implements DimensionSource {}

  /** A column of the catalog's lookup of this name. */
  record LookedUp(String lookup, String column) implements DimensionSource {}
}
