package io.quipu.model.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A file that an option or a settings file names: by a path of this machine, or by a URI such as
 * {@code gs://bucket/catalog.yaml}. Every worker can read a remote file, whatever machine it has.
 */
public final class NamedFile {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");

  private static final Map<String, Path> COPIES = new ConcurrentHashMap<>();

  private NamedFile() {}

  /** Whether the name has a scheme, so it is not a path of this machine. */
  public static boolean isRemote(String name) {
    return SCHEME.matcher(name).matches();
  }

  /**
   * Opens the file. The caller closes it.
   *
   * @throws IOException if it does not exist or cannot be read
   */
  public static InputStream open(String name) throws IOException {
    return isRemote(name) ? remote(name).open(name) : Files.newInputStream(Path.of(name));
  }

  /**
   * The path of the file on this machine, for libraries that read only such files. A remote file is
   * copied once to a temporary file that only this user can read, and that is deleted when this
   * process ends.
   *
   * @throws IOException if a remote file does not exist or cannot be read
   */
  public static Path local(String name) throws IOException {
    if (!isRemote(name)) {
      return Path.of(name);
    }
    Path known = COPIES.get(name);
    if (known != null) {
      return known;
    }
    Path copy = Files.createTempFile("quipu-", ".copy");
    copy.toFile().deleteOnExit();
    try (InputStream content = remote(name).open(name)) {
      Files.copy(content, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    COPIES.put(name, copy);
    return copy;
  }

  private static RemoteFileSystem remote(String name) throws IOException {
    // The class loader of this class, because a worker's thread may have one without our classes.
    return ServiceLoader.load(RemoteFileSystem.class, RemoteFileSystem.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                new IOException(
                    "This program reads no remote files such as "
                        + name
                        + "; copy the file to this machine, and name its path."));
  }
}
