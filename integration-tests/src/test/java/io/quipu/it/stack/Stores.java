package io.quipu.it.stack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;

/**
 * The key store of a TLS server, and the trust store of its clients.
 *
 * @param keyStore the server's key and certificate, created by the running JDK's keytool
 * @param trustStore the server's certificate, for clients
 */
record Stores(Path keyStore, Path trustStore) {
  private static final String VARIABLE = "STORE_PASSWORD";
  private static final String SERVER = "server";

  /** Creates the stores for a server on the loopback address. */
  static Stores make(Path folder, String password)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path keyStore = folder.resolve("server.p12");
    makeKey(keyStore, password);
    KeyStore server = KeyStore.getInstance(keyStore.toFile(), password.toCharArray());
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry(SERVER, server.getCertificate(SERVER));
    Path trustStore = folder.resolve("trust.p12");
    try (OutputStream out = Files.newOutputStream(trustStore)) {
      trust.store(out, password.toCharArray());
    }
    return new Stores(keyStore, trustStore);
  }

  private static void makeKey(Path keyStore, String password)
      throws IOException, InterruptedException {
    ProcessBuilder keytool =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            SERVER,
            "-keyalg",
            "EC",
            "-dname",
            "CN=127.0.0.1",
            "-ext",
            "SAN=IP:127.0.0.1",
            "-storetype",
            "PKCS12",
            "-keystore",
            keyStore.toString(),
            // All users of the machine can see a command line.
            "-storepass:env",
            VARIABLE);
    keytool.environment().put(VARIABLE, password);
    Process made = keytool.redirectErrorStream(true).start();
    List<String> said = made.inputReader().lines().toList();
    if (made.waitFor() != 0) {
      throw new IOException("keytool cannot create a key: " + said);
    }
  }
}
