package io.quipu.it.recount;

/** Thrown for a record that is no event of the catalog. */
final class BrokenRecord extends Exception {
  private static final long serialVersionUID = 1L;

  BrokenRecord(String why) {
    super(why);
  }

  BrokenRecord(String why, Throwable cause) {
    super(why, cause);
  }
}
