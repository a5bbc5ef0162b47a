package io.quipu.model.catalog;

import java.io.Serializable;

/** Where the amounts of a sum come from. */
public sealed interface AmountSource extends Serializable {

  /** A field of the event, a number or a string that holds one. */
  record Field(FieldPath path) implements AmountSource {}

  /** The value of a {@link Derived} of this name. */
  record Computed(String derived) implements AmountSource {}
}
