package io.quipu.it.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A server's key and certificate, and what its clients know it by: made by the running JDK's
 * keytool.
 *
 * @param keyStore the server's
 * @param trustStore the clients'
 */
record Stores(Path keyStore, Path trustStore) {
  private static final String VARIABLE = "STORE_PASSWORD";

  /** New ones, of a server on the loopback address. */
  static Stores make(Path folder, String password) throws IOException, InterruptedException {
    Path keyStore = folder.resolve("server.p12");
    Path trustStore = folder.resolve("trust.p12");
    Path certificate = folder.resolve("server.crt");
    String name = "-alias server ";
    keytool(
        name + "-genkeypair -keyalg EC -dname CN=127.0.0.1 -ext SAN=IP:127.0.0.1 -validity 30",
        keyStore,
        password);
    keytool(name + "-exportcert -file " + certificate, keyStore, password);
    keytool(name + "-importcert -noprompt -file " + certificate, trustStore, password);
    return new Stores(keyStore, trustStore);
  }

  private static void keytool(String order, Path store, String password)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    line.addAll(List.of(order.split(" ")));
    line.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
    line.addAll(List.of("-storepass:env", VARIABLE));
    ProcessBuilder keytool = new ProcessBuilder(line).inheritIO();
    keytool.environment().put(VARIABLE, password);
    int code = keytool.start().waitFor();
    if (code != 0) {
      throw new IOException("keytool ends with " + code + ": " + line);
    }
  }
}
