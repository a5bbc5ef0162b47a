package io.quipu.io.files.tail.content;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The files that a tail reads: those that match one of its globs, and those that have such a name
 * with the ending of a rotation, such as {@code app.jsonl.1}, {@code app.jsonl-20261127.gz} or
 * {@code app.jsonl.old}.
 */
public final class FilePattern implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String WILDCARDS = "*?[{";

  /** A number or a date, or a word, and then perhaps a compression. */
  private static final Pattern ROTATED =
      Pattern.compile("(?:[._-]\\d[\\d._T:-]*|\\.old|\\.bak)?(?:\\.(?:gz|zst|zstd|bz2))?$");

  private final String globs;
  private transient List<Glob> parsed;

  private record Glob(Path root, int depth, PathMatcher matcher) {}

  private FilePattern(String globs) {
    this.globs = globs;
    this.parsed = parse(globs);
  }

  /**
   * The files of globs.
   *
   * @param globs one or, with commas between them, several, such as {@code /var/log/app/*.jsonl}
   * @throws IllegalArgumentException if there is no glob, or a glob is malformed
   */
  public static FilePattern of(String globs) {
    return new FilePattern(globs);
  }

  private static List<Glob> parse(String globs) {
    List<Glob> all = new ArrayList<>();
    for (String glob : split(globs)) {
      if (glob.contains("://")) {
        throw new IllegalArgumentException(
            "'"
                + glob
                + "' is on another file system, and only files that this machine has mounted can be"
                + " read while they are written; write a path such as /var/log/app/*.jsonl.");
      }
      Path absolute = Path.of("").toAbsolutePath().resolve(glob).normalize();
      Path root = absolute.getRoot();
      int fixed = 0;
      while (fixed < absolute.getNameCount() - 1 && isPlain(absolute.getName(fixed).toString())) {
        root = root.resolve(absolute.getName(fixed));
        fixed++;
      }
      int depth = glob.contains("**") ? Integer.MAX_VALUE : absolute.getNameCount() - fixed;
      try {
        all.add(new Glob(root, depth, FileSystems.getDefault().getPathMatcher("glob:" + absolute)));
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            "'"
                + glob
                + "' is no glob ("
                + e.getDescription()
                + "); write one such as"
                + " /var/log/app/*.jsonl.",
            e);
      }
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          "No files are named; write a glob such as /var/log/app/*.jsonl.");
    }
    return all;
  }

  /** Splits at commas, but not inside braces. */
  private static List<String> split(String globs) {
    return Splitter.on(Pattern.compile(",(?![^{]*})"))
        .trimResults()
        .omitEmptyStrings()
        .splitToList(globs);
  }

  private static boolean isPlain(String name) {
    return name.chars().noneMatch(letter -> WILDCARDS.indexOf(letter) >= 0);
  }

  private List<Glob> globs() {
    if (parsed == null) {
      parsed = parse(globs);
    }
    return parsed;
  }

  /** The folders below which files are looked for. */
  public List<Path> folders() {
    return globs().stream().map(Glob::root).distinct().toList();
  }

  /** Whether the file is one of them. */
  public boolean reads(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    return globs().stream().anyMatch(glob -> !base(glob, absolute).isEmpty());
  }

  /** The name of a file before it was rotated; empty if the glob does not match it. */
  private static String base(Glob glob, Path file) {
    String name = file.toString();
    String stripped = ROTATED.matcher(name).replaceFirst("");
    if (glob.matcher.matches(Path.of(stripped))) {
      return stripped;
    }
    return glob.matcher.matches(file) ? name : "";
  }

  /**
   * Looks for the files. Two names of one file count once.
   *
   * @throws IOException if a folder cannot be read, so that it is not known which files there are
   */
  Collection<FoundFile> find() throws IOException {
    Map<String, FoundFile> found = new TreeMap<>();
    for (Glob glob : globs()) {
      Files.walkFileTree(
          glob.root,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          glob.depth,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
              String base = is.isRegularFile() ? base(glob, file) : "";
              if (!base.isEmpty()) {
                String key = FoundFile.key(file, is);
                found.merge(
                    key,
                    new FoundFile(file, base, key, is.size(), is.lastModifiedTime().toMillis()),
                    FilePattern::better);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              // A file may go while the folder is listed, and a link may lead nowhere or back.
              if (file.equals(glob.root)) {
                throw e;
              }
              return FileVisitResult.CONTINUE;
            }
          });
    }
    return found.values();
  }

  /** Of two names of a file, the one that is no link, so that it does not change by itself. */
  private static FoundFile better(FoundFile one, FoundFile other) {
    return Files.isSymbolicLink(one.path()) ? other : one;
  }

  @Override
  public String toString() {
    return globs;
  }
}
