package io.quipu.cli.profile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A page that shows a tree of stacks as a flame graph. It needs nothing else, also no network. */
final class FlameGraph {
  private static final String PAGE = "flame-graph.html";
  private static final JsonFactory JSON = new JsonFactory();

  private FlameGraph() {}

  /**
   * The page.
   *
   * @param title what was profiled, and when
   */
  static String page(StackTree tree, String title) throws IOException {
    try (InputStream page =
        Objects.requireNonNull(FlameGraph.class.getResourceAsStream(PAGE), PAGE)) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8)
          .replace("\"@TITLE@\"", inScript(string(title)))
          .replace("\"@TREE@\"", inScript(json(tree)));
    }
  }

  private static String string(String text) throws IOException {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeString(text);
    }
    return out.toString();
  }

  private static String json(StackTree tree) throws IOException {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      write(tree, json);
    }
    return out.toString();
  }

  /** As an array of the frame, its samples, and its callees in the same form. */
  private static void write(StackTree tree, JsonGenerator json) throws IOException {
    json.writeStartArray();
    json.writeString(tree.frame());
    json.writeNumber(tree.samples());
    json.writeStartArray();
    for (StackTree callee : tree.callees()) {
      write(callee, json);
    }
    json.writeEndArray();
    json.writeEndArray();
  }

  /** A name must not end the script that it is in. */
  private static String inScript(String json) {
    return json.replace("<", "\\u003c");
  }
}
