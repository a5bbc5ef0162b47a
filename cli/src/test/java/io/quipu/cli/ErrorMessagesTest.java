package io.quipu.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quipu.io.deadletters.DeadLetterTarget;
import io.quipu.io.kafka.KafkaSettings;
import io.quipu.model.failure.PermanentFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what a user reads about a failure. */
class ErrorMessagesTest {

  @Test
  void aPermanentFailureIsOneLineAndNotAMistakeOfTheProgram(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    DeadLetterTarget target = DeadLetterTarget.parse("files:" + file + "/letters", List.of());
    PermanentFailure refused =
        Assertions.assertThrows(
            PermanentFailure.class, () -> target.write(KafkaSettings.of("none:1"), "job"));

    StringWriter err = new StringWriter();
    ErrorMessages.print(refused, new PrintWriter(err));

    assertThat(err.toString(), startsWith("quipu: The folder '" + file + "/letters' for dead"));
    assertThat(err.toString().lines().count(), equalTo(1L));
    assertThat(ExitCodes.of(refused), equalTo(1));
  }
}
