package io.quipu.cli.deadletters;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.quipu.pipeline.replay.Letter;
import java.io.IOException;
import java.io.Writer;

/** Writes dead letters as JSON. */
final class LetterJson implements AutoCloseable {
  private final JsonGenerator json;

  /** Writes to a writer, and never closes it. */
  LetterJson(Writer out) throws IOException {
    json =
        new JsonFactory()
            .createGenerator(out)
            .setRootValueSeparator(null)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  JsonGenerator generator() {
    return json;
  }

  /** Writes the beginning of an object: all fields but the record. */
  void head(Letter letter, boolean replayed) throws IOException {
    json.writeStartObject();
    json.writeStringField("stage", letter.stage());
    json.writeStringField("reason", letter.reason());
    json.writeStringField("message", letter.message());
    json.writeStringField("source", letter.source());
    json.writeStringField("job", letter.job());
    json.writeStringField("time", letter.time().toString());
    json.writeStringField("at", letter.place());
    json.writeBooleanField("replayed", replayed);
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
