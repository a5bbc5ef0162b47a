package io.quipu.pipeline.options;

import java.util.List;

/** Thrown for wrong options of a job. The message names every mistake and what to write instead. */
public final class OptionsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final List<String> mistakes;

  OptionsException(List<String> mistakes) {
    super(
        mistakes.size() == 1
            ? mistakes.get(0)
            : "There are " + mistakes.size() + " mistakes:\n  " + String.join("\n  ", mistakes));
    this.mistakes = List.copyOf(mistakes);
  }

  /** One sentence for each mistake. */
  public List<String> mistakes() {
    return mistakes;
  }
}
