package io.quipu.localstack;

import java.nio.file.Path;

/** A main class that starts a stack, prints the progress and ends. */
final class StackUp {
  private StackUp() {}

  public static void main(String[] args) {
    LocalStack.in(Path.of(args[0])).up(System.out::println);
  }
}
