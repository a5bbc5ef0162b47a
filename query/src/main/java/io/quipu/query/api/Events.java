package io.quipu.query.api;

import io.quipu.query.http.Json;
import io.quipu.query.http.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Server-sent events, whose data is a line of JSON. */
final class Events {
  private Events() {}

  static byte[] of(String name, Object data) {
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    event.writeBytes(("event: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8));
    event.writeBytes(Json.bytes(data));
    event.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
    return event.toByteArray();
  }

  static byte[] problem(Problem problem) {
    return of("problem", problem.body());
  }
}
