package io.quipu.pipeline;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.cassandra.CassandraSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CassandraPropertiesTest {
  private final Path folder;

  CassandraPropertiesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aFileIsNotNeeded() {
    CassandraSettings settings = CassandraProperties.settings("a:1,b:1", "counts", null);
    assertThat(settings.hosts(), contains("a", "b"));
    assertThat(settings.keyspace(), equalTo("counts"));
    assertThat(settings.user(), equalTo(Optional.empty()));
    assertThat(settings.trustStore(), equalTo(Optional.empty()));
  }

  @Test
  void readsEveryKey() throws IOException {
    CassandraSettings settings =
        read(
            """
            user=keeper
            password=seven red knots
            trust-store=/etc/trust.jks
            trust-store-password=more knots
            datacenter=north
            consistency=QUORUM
            """);
    assertThat(settings.user(), equalTo(Optional.of("keeper")));
    assertThat(settings.password(), equalTo(Optional.of("seven red knots")));
    assertThat(settings.trustStore().map(Object::toString), equalTo(Optional.of("/etc/trust.jks")));
    assertThat(settings.datacenter(), equalTo(Optional.of("north")));
    assertThat(settings.consistency(), equalTo("QUORUM"));
    assertThat(settings.toString(), not(containsString("knots")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pasword=knots | has the unknown key 'pasword'; known are [user, password,",
        "password=knots | has a password but no user; add the key 'user'.",
        "trust-store-password=knots | has a trust-store-password but no trust-store; add the key",
        "user=knots\\users | has a wrong escape; write a backslash as two of them.",
        "consistency=MOST | 'MOST' is no consistency; write one of [ONE,"
      })
  void saysWhatIsWrongWithoutTheSecrets(String text, String message) {
    RuntimeException e = assertThrows(RuntimeException.class, () -> read(text));
    assertThat(
        e.getClass(),
        equalTo(
            text.startsWith("consistency")
                ? IllegalArgumentException.class
                : StartupException.class));
    assertThat(e.getMessage(), allOf(containsString(message), not(containsString("knots"))));
  }

  @Test
  void saysThatAFileCannotBeRead() {
    Path none = folder.resolve("none");
    StartupException e =
        assertThrows(
            StartupException.class,
            () -> CassandraProperties.settings("a", "counts", none.toString()));
    assertThat(
        e.getMessage(),
        equalTo(
            "The file of Cassandra settings '"
                + none
                + "' cannot be read; check its path, its rights and that it is UTF-8."));
  }

  private CassandraSettings read(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("cassandra.properties"), text);
    return CassandraProperties.settings("a", "counts", file.toString());
  }
}
