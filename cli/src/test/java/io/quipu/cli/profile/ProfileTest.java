package io.quipu.cli.profile;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.not;

import io.quipu.cli.Quipu;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileTest {

  /** A program that is busy in one method. */
  static final class Busy {
    private Busy() {}

    public static void main(String[] arguments) {
      Thread worker = new Thread(Busy::spin, "worker-7");
      worker.start();
    }

    private static void spin() {
      double sum = 0;
      for (long i = 0; sum >= 0; i++) {
        sum += Math.sqrt((double) i);
      }
    }
  }

  @Test
  void thePageShowsWhatAProcessDoes(@TempDir Path folder) throws Exception {
    Path page = folder.resolve("page.html");
    Process busy =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Busy.class.getName())
            .inheritIO()
            .start();
    try {
      StringWriter err = new StringWriter();
      int code =
          Quipu.run(
              new PrintWriter(new StringWriter()),
              new PrintWriter(err),
              "profile",
              "--pid=" + busy.pid(),
              "--time=2s",
              "--output=" + page);
      assertThat(err.toString(), code, equalTo(0));
    } finally {
      busy.destroyForcibly().waitFor();
    }
    String html = Files.readString(page);
    assertThat(html, containsString("[\"worker\","));
    assertThat(html, containsString("ProfileTest$Busy.spin"));
    assertThat(html, not(containsString("@TREE@")));
  }

  @Test
  void equalBeginningsOfStacksAreOneNode() {
    StackTree tree = new StackTree("all");
    tree.add(List.of("main", "a", "b"));
    tree.add(List.of("main", "a", "c"));
    tree.add(List.of("main", "a"));
    StackTree a = tree.callees().iterator().next().callees().iterator().next();
    assertThat(a.frame(), equalTo("a"));
    assertThat(a.samples(), equalTo(3L));
    assertThat(tree.samples(), greaterThan(2L));
  }

  @Test
  void aNameDoesNotEndTheScript() throws IOException {
    StackTree tree = new StackTree("</script>");
    assertThat(FlameGraph.page(tree, "</script>"), containsString("\"\\u003c/script>\""));
  }
}
