package io.quipu.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The static files of the server: the dashboard at {@code /}, and Swagger UI at {@code /docs}. No
 * other file of the class path can be reached. Thread-safe.
 */
public final class StaticFiles {
  private static final String DASHBOARD = "io/quipu/server/dashboard/";
  private static final String DOCS = "io/quipu/server/docs/";

  /** A dot is allowed only inside a name, so a path cannot leave its folder. */
  private static final Pattern PATH = Pattern.compile("(?:[\\w-]+/)*[\\w-]+(?:\\.[\\w-]+)*");

  private static final Map<String, String> MEDIA_TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("json", Reply.JSON),
          Map.entry("map", Reply.JSON),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"));

  private final Map<String, Reply.Whole> found = new ConcurrentHashMap<>();
  private final String swaggerUi;

  /** Finds the version of Swagger UI on the class path. */
  public StaticFiles() {
    Properties properties = new Properties();
    try (InputStream in =
        Objects.requireNonNull(
            open("META-INF/maven/org.webjars/swagger-ui/pom.properties"), "swagger-ui")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    swaggerUi = "META-INF/resources/webjars/swagger-ui/" + properties.getProperty("version") + "/";
  }

  /** The file at a path; empty if there is none. */
  Optional<Reply.Whole> at(String path) {
    Reply.Whole file = found.get(path);
    if (file == null) {
      file = resource(path);
      if (file != null) {
        found.put(path, file);
      }
    }
    return Optional.ofNullable(file);
  }

  private Reply.@Nullable Whole resource(String path) {
    if (path.equals("/")) {
      return read(DASHBOARD + "index.html");
    }
    if (path.equals("/docs")) {
      return read(DOCS + "index.html");
    }
    String relative = path.substring(1);
    if (!PATH.matcher(relative).matches()) {
      return null;
    }
    if (!relative.startsWith("docs/")) {
      return read(DASHBOARD + relative);
    }
    String name = relative.substring("docs/".length());
    Reply.Whole ours = read(DOCS + name);
    return ours == null ? read(swaggerUi + name) : ours;
  }

  private static Reply.@Nullable Whole read(String resource) {
    String mediaType =
        MEDIA_TYPES.get(resource.substring(resource.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    if (mediaType == null) {
      return null;
    }
    try (InputStream in = open(resource)) {
      return in == null ? null : new Reply.Whole(200, mediaType, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable InputStream open(String resource) {
    return StaticFiles.class.getClassLoader().getResourceAsStream(resource);
  }
}
