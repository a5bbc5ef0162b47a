package io.quipu.localstack.process;

/** Checks settings. */
public final class Require {
  private Require() {}

  public static int inRange(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " is " + value + ", but must be from " + least + " to " + most + ".");
    }
    return value;
  }
}
