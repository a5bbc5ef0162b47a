package io.quipu.pipeline.start;

import com.google.common.io.BaseEncoding;
import com.google.common.io.CountingInputStream;
import io.quipu.io.StartupException;
import io.quipu.io.files.DamagedFileException;
import io.quipu.io.files.EventFile;
import io.quipu.io.files.EventFileException;
import io.quipu.io.files.ReadFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult;

/**
 * The files of a glob. Each is known by the hash of its content without compression. So a copy is
 * recognized that has another name or was compressed later, and a file that was replaced is another
 * one.
 */
public final class InputFiles {
  private static final int BUFFER = 1 << 16;
  private static final double MIB = 1 << 20;

  /** Hashing less than this takes a second or two. */
  private static final long TOLD_BYTES = 1L << 30;

  private final String glob;

  /** The files that match a glob, on any file system that Beam knows. */
  public InputFiles(String glob) {
    this.glob = glob;
  }

  /**
   * Finds the files, by their names in order, and looks at their first bytes.
   *
   * @throws StartupException if no file matches, or a file is not a file of events
   */
  public List<MatchResult.Metadata> match() {
    try {
      List<MatchResult.Metadata> files = new ArrayList<>(FileSystems.match(glob).metadata());
      if (files.isEmpty()) {
        throw new FileNotFoundException(glob);
      }
      files.sort(Comparator.comparing(file -> file.resourceId().toString()));
      ReadFiles.check(files);
      return files;
    } catch (FileNotFoundException e) {
      throw new StartupException(
          "No file matches --input=" + glob + "; check the path, and quote it for the shell.", e);
    } catch (EventFileException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new StartupException(
          "The files of --input="
              + glob
              + " cannot be listed: "
              + e.getMessage()
              + "; check the path and its rights.",
          e);
    }
  }

  /**
   * Hashes files.
   *
   * @param known contents that may be the beginning of a file
   * @throws StartupException if one cannot be read
   */
  static List<InputFile> hash(
      List<MatchResult.Metadata> files, Set<InputFile.Content> known, Consumer<String> progress) {
    long bytes = files.stream().mapToLong(MatchResult.Metadata::sizeBytes).sum();
    if (bytes >= TOLD_BYTES) {
      progress.accept(
          "Looking whether %,d files of %,.0f MiB were counted before ..."
              .formatted(files.size(), bytes / MIB));
    }
    NavigableSet<Long> lengths =
        known.stream().map(InputFile.Content::bytes).collect(Collectors.toCollection(TreeSet::new));
    List<InputFile> hashed = new ArrayList<>();
    for (MatchResult.Metadata file : files) {
      String name = file.resourceId().toString();
      try (CountingInputStream stored =
          new CountingInputStream(Channels.newInputStream(FileSystems.open(file.resourceId())))) {
        hashed.add(hash(file, stored, known, lengths));
      } catch (IOException e) {
        throw new StartupException(
            "The file '"
                + name
                + "' cannot be read ("
                + e.getMessage()
                + "); check its path and its rights.",
            e);
      }
    }
    return hashed;
  }

  private static InputFile hash(
      MatchResult.Metadata file,
      CountingInputStream stored,
      Set<InputFile.Content> known,
      NavigableSet<Long> lengths)
      throws IOException {
    MessageDigest digest = sha256();
    Set<InputFile.Content> beginnings = new HashSet<>();
    long position = 0;
    try (InputStream content =
        EventFile.content(file.resourceId().toString(), Channels.newChannel(stored))) {
      byte[] buffer = new byte[BUFFER];
      int read = content.read(buffer);
      while (read >= 0) {
        int from = 0;
        while (from < read) {
          Long next = lengths.higher(position);
          int step = next == null ? read - from : (int) Math.min(read - from, next - position);
          digest.update(buffer, from, step);
          from += step;
          position += step;
          if (next != null && position == next) {
            beginnings.add(new InputFile.Content(position, hex(copy(digest))));
          }
        }
        read = content.read(buffer);
      }
      beginnings.retainAll(known);
    } catch (DamagedFileException e) {
      // The run ends where it meets the damage. Up to there the content is right.
      return new InputFile(file, position, hex(digest), beginnings);
    }
    boolean isPlain = position == stored.getCount();
    if (isPlain ? position != file.sizeBytes() : stored.getCount() > file.sizeBytes()) {
      throw new StartupException(
          "The file '%s' changes: it had %,d bytes, and now %,d. Start again when it is complete."
              .formatted(file.resourceId(), file.sizeBytes(), stored.getCount()));
    }
    return new InputFile(file, position, hex(digest), beginnings);
  }

  private static String hex(MessageDigest digest) {
    return BaseEncoding.base16().lowerCase().encode(digest.digest());
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("This Java cannot copy SHA-256; use another Java.", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256; use another Java.", e);
    }
  }
}
