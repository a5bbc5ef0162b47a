package io.quipu.store.session;

import com.google.auto.value.AutoValue;
import io.quipu.model.file.NamedFile;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A file of trusted server certificates, in the format JKS or PKCS 12. Each process that connects
 * reads it, so it must be at the same path on every worker, or on a remote file system.
 */
@AutoValue
public abstract class TrustStore {

  abstract String path();

  abstract String password();

  static TrustStore of(String path, String password) {
    return new AutoValue_TrustStore(path, password);
  }

  /**
   * A context that trusts only the file's certificates.
   *
   * @throws CassandraException if the file is missing, or the password wrong
   */
  public SSLContext context() {
    char[] secret = password().toCharArray();
    try (InputStream file = NamedFile.open(path())) {
      KeyStore certificates = KeyStore.getInstance(KeyStore.getDefaultType());
      certificates.load(file, secret);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(certificates);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new CassandraException(
          "The trust store '"
              + path()
              + "' cannot be opened; check trust-store and trust-store-password in the file of"
              + " Cassandra settings.",
          e);
    }
  }

  /** Whether a connection failed because the server's certificate is not trusted. */
  public static boolean refuses(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }

  /** Shows only the path. */
  @Override
  public final String toString() {
    return path();
  }
}
