package io.quipu.localstack.process;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerFolderTest {
  /** Kafka reads properties as Latin-1. */
  @Test
  void propertiesAreAsciiWhateverTheirValues(@TempDir Path folder) throws IOException {
    Map<String, String> entries = Map.of("log.dirs", "/tmp/Fässer 日本");
    Path file = folder.resolve("server.properties");

    ServerFolder.writeProperties(file, entries);

    assertThat(
        StandardCharsets.US_ASCII.newEncoder().canEncode(Files.readString(file)), equalTo(true));
    assertThat(ServerFolder.readProperties(file), equalTo(entries));
  }
}
