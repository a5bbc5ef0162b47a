package io.quipu.model.catalog;

import java.io.Serializable;

/** Where the amounts of a sum come from. */
public sealed interface AmountSource extends Serializable {

  /** A field of the event that holds a number, or a string with a number. */
  record Field(FieldPath path) implements AmountSource {}

  /** The value of the {@link Derived} with this name. */
  record Computed(String derived) implements AmountSource {}
}
