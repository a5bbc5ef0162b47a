package io.quipu.pipeline.options;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobArgumentsTest {

  @Test
  void ownOptionsAreInKebabCaseAndBeamsAreNot() {
    CountingOptions options =
        JobArguments.parse(
            List.of("--start-from=latest", "--shards=7", "--tempLocation=/t", "--jobName=n"),
            List.of());

    assertThat(options.getStartFrom(), equalTo("latest"));
    assertThat(options.getShards(), equalTo(7));
    assertThat(options.getTempLocation(), equalTo("/t"));
    assertThat(options.getJobName(), equalTo("n"));
  }

  @Test
  void aJobWithoutANameGetsOne() {
    CountingOptions options = JobArguments.parse(List.of("--job=CUSTOMER"), List.of());

    assertThat(options.getJobName(), startsWith("quipu-customer-"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--startFrom=latest | There is no option --startFrom; write --start-from.",
        "--start-form=latest | There is no option --start-form; did you mean 'start-from'? --help",
        "catalog.yaml | 'catalog.yaml' is no option; write --name=value.",
        "--shards=many | --shards cannot have the value 'many'; write one of its type, as --help",
      })
  void saysWhatIsWrongWithAnOption(String argument, String message) {
    OptionsException e =
        assertThrows(
            OptionsException.class, () -> JobArguments.parse(List.of(argument), List.of()));

    assertThat(e.getMessage(), startsWith(message));
  }

  @Test
  void saysAllMistakesAtOnce() {
    OptionsException e =
        assertThrows(
            OptionsException.class,
            () ->
                JobArguments.parse(List.of("--window=1s", "--window=2s", "--shard=1"), List.of()));

    assertThat(
        e.mistakes(),
        containsInAnyOrder(
            startsWith("--window is given twice; give it once."),
            startsWith("There is no option --shard; did you mean 'shards'?")));
  }

  @Test
  void aBackfillSaysAllThatDoesNotGoWithIt() {
    OptionsException e =
        assertThrows(
            OptionsException.class,
            () ->
                JobSpec.parse(
                    JobArguments.parse(
                        List.of(
                            "--catalog=c.yaml",
                            "--input=t",
                            "--batch=true",
                            "--start-from=latest",
                            "--bootstrap-before=2026-11",
                            "--count-mode=increments",
                            "--dead-letters=kafka:letters"),
                        List.of())));
    assertThat(
        e.mistakes(),
        hasItems(
            "A backfill counts what topics have already; give --start-from=earliest or a time.",
            "A backfill takes nothing over from stored counts; leave out --bootstrap-before.",
            "A backfill writes final numbers; leave out --count-mode.",
            "The dead letters of a backfill go to files, because it must know when it has all of"
                + " them; write --dead-letters=files:FOLDER."));
  }

  @Test
  void aSpecNeedsACatalogAndAnInputAndSaysAllThatIsWrong() {
    OptionsException e =
        assertThrows(
            OptionsException.class,
            () ->
                JobSpec.parse(
                    JobArguments.parse(List.of("--window=soon", "--shards=0"), List.of())));

    assertThat(
        e.mistakes(),
        containsInAnyOrder(
            startsWith("--catalog is missing; give the path of a catalog."),
            startsWith("--input is missing; give topics, or a glob of files."),
            startsWith("--window=soon is no duration; write a whole number and"),
            startsWith("--shards=0 is out of range; write 1 to 65536.")));
  }
}
