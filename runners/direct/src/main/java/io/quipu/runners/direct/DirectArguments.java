package io.quipu.runners.direct;

import java.util.ArrayList;
import java.util.List;

/** The command-line options with which jobs run on the DirectRunner. */
public final class DirectArguments {
  private DirectArguments() {}

  /** The user's options; the job is watched from here, so starting it does not wait for its end. */
  public static List<String> withDefaults(List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    all.add("--runner=DirectRunner");
    if (arguments.stream().noneMatch(given -> given.startsWith("--blockOnRun"))) {
      all.add("--blockOnRun=false");
    }
    return all;
  }
}
