package io.quipu.server.api.live;

import io.quipu.server.http.JsonRecords;
import io.quipu.server.http.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Makes server-sent events whose data is one line of JSON. */
public final class LiveUpdates {
  private LiveUpdates() {}

  public static byte[] of(String name, Object data) {
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    event.writeBytes(("event: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8));
    event.writeBytes(JsonRecords.bytes(data));
    event.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
    return event.toByteArray();
  }

  static byte[] problem(Problem problem) {
    return of("problem", problem.body());
  }
}
