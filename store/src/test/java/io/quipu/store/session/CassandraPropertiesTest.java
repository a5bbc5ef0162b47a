package io.quipu.store.session;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CassandraPropertiesTest {
  private static final CassandraSettings SETTINGS = CassandraSettings.of("a:1,b:1", "counts");

  private final Path folder;

  CassandraPropertiesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aFileIsNotNeeded() {
    CassandraProperties properties = SETTINGS.properties();
    assertThat(properties.user(), equalTo(Optional.empty()));
    assertThat(properties.trustStore(), equalTo(Optional.empty()));
    assertThat(properties.datacenter(), equalTo(Optional.empty()));
    assertThat(properties.consistency(), equalTo("LOCAL_QUORUM"));
  }

  @Test
  void aProgramWithoutRemoteFileSystemsSaysWhatToDo() {
    CassandraException refused =
        assertThrows(
            CassandraException.class,
            () -> SETTINGS.withPropertiesFile("gs://bucket/cassandra.properties").properties());
    assertThat(
        String.valueOf(refused.getCause()),
        containsString(
            "This program reads no remote files such as gs://bucket/cassandra.properties; copy"));
  }

  @Test
  void readsEveryKey() throws IOException {
    CassandraProperties properties =
        read(
            """
            user=keeper
            password=seven red knots
            trust-store=/etc/trust.jks
            trust-store-password=more knots
            datacenter=north
            consistency=QUORUM
            """);
    assertThat(properties.user(), equalTo(Optional.of("keeper")));
    assertThat(properties.password(), equalTo("seven red knots"));
    assertThat(
        properties.trustStore(),
        equalTo(Optional.of(TrustStore.of("/etc/trust.jks", "more knots"))));
    assertThat(properties.datacenter(), equalTo(Optional.of("north")));
    assertThat(properties.consistency(), equalTo("QUORUM"));
    assertThat(
        properties.toString(),
        allOf(containsString("/etc/trust.jks"), not(containsString("knots"))));
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstKey() throws IOException {
    assertThat(read("\uFEFFuser=keeper\n").user(), equalTo(Optional.of("keeper")));
    assertThat(read("\uFEFF").user(), equalTo(Optional.empty()));
    assertThat(read("").user(), equalTo(Optional.empty()));
  }

  @Test
  void readsTheFileEachTime() throws IOException {
    Path file = Files.writeString(folder.resolve("changing.properties"), "user=keeper\n");
    CassandraSettings settings = SETTINGS.withPropertiesFile(file.toString());
    assertThat(settings.properties().password(), equalTo(""));
    Files.writeString(file, "user=keeper\npassword=new knots\n");
    assertThat(settings.properties().password(), equalTo("new knots"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pasword=knots | has the unknown key 'pasword'; known are [user, password,",
        "password=knots | has a password but no user; add the key 'user'.",
        "trust-store-password=knots | has a trust-store-password but no trust-store; add the key",
        "user=knots\\users | has a wrong escape; write a backslash as two of them.",
        "consistency=ONE | has the consistency 'ONE', with which a read can miss counts that were",
        "consistency=MOST | has the unknown consistency 'MOST'; write one of [QUORUM,"
      })
  void saysWhatIsWrongWithoutTheSecrets(String text, String message) {
    CassandraException e = assertThrows(CassandraException.class, () -> read(text));
    assertThat(e.getMessage(), allOf(containsString(message), not(containsString("knots"))));
  }

  @Test
  void saysThatAFileCannotBeRead() {
    Path none = folder.resolve("none");
    CassandraException e =
        assertThrows(
            CassandraException.class,
            () -> SETTINGS.withPropertiesFile(none.toString()).properties());
    assertThat(
        e.getMessage(),
        equalTo(
            "The file of Cassandra settings '"
                + none
                + "' cannot be read; check its path, its rights and that it is UTF-8."));
  }

  @Test
  void saysThatATrustStoreCannotBeOpened() throws IOException {
    TrustStore store = read("trust-store=none.p12\ntrust-store-password=knots").trustStore().get();
    CassandraException e = assertThrows(CassandraException.class, store::context);
    assertThat(
        e.getMessage(),
        equalTo(
            "The trust store 'none.p12' cannot be opened; check trust-store and"
                + " trust-store-password in the file of Cassandra settings."));
  }

  private CassandraProperties read(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("cassandra.properties"), text);
    return SETTINGS.withPropertiesFile(file.toString()).properties();
  }
}
