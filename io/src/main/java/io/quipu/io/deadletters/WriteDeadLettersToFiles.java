package io.quipu.io.deadletters;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.auto.value.AutoValue;
import io.quipu.model.event.DeadLetter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;

/**
 * Writes dead letters to files of JSON lines in a folder. Each line has {@code stage}, {@code
 * reason}, {@code message}, {@code source}, and the {@code time} at which the record came. The
 * record is in {@code payload}, or in {@code payloadBase64} if it is not UTF-8.
 *
 * <p>Out: no elements; it is complete when all dead letters are in files.
 *
 * <p>Guarantee: at least once. After a failure a dead letter may be written twice, with the same
 * source and stage. Each bundle with dead letters writes a file, so a topic is better for a stream.
 */
@AutoValue
public abstract class WriteDeadLettersToFiles
    extends PTransform<PCollection<DeadLetter>, PCollection<Void>> {
  private static final long serialVersionUID = 1L;
  private static final String CONTENT_TYPE = "application/jsonl";

  abstract String folder();

  /** Writes into a folder on any file system that Beam knows. */
  public static WriteDeadLettersToFiles of(String folder) {
    return new AutoValue_WriteDeadLettersToFiles(folder);
  }

  /**
   * Makes sure that files can be made in a folder, by making one and removing it.
   *
   * @throws io.quipu.model.failure.PermanentFailure if not
   */
  public static void check(String folder) {
    try {
      ResourceId file = newFile(folder);
      FileSystems.create(file, CONTENT_TYPE).close();
      FileSystems.delete(List.of(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new DeadLetterFolderException(folder, e);
    }
  }

  private static ResourceId newFile(String folder) {
    return FileSystems.matchNewResource(folder, true)
        .resolve(
            "dead-letters-" + UUID.randomUUID() + ".jsonl", StandardResolveOptions.RESOLVE_FILE);
  }

  @Override
  public PCollection<Void> expand(PCollection<DeadLetter> deadLetters) {
    return deadLetters.apply("Files", ParDo.of(new FilesFn(folder())));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder.add(DisplayData.item("folder", folder()).withLabel("Folder of the files"));
  }

  /** Writes a bundle's dead letters to one new file. */
  private static final class FilesFn extends DoFn<DeadLetter, Void> {
    private static final long serialVersionUID = 1L;
    private static final int MAX_WAITING_BYTES = 8 << 20;
    private static final JsonFactory JSON = new JsonFactory();

    private final String folder;
    private transient List<DeadLetter> waiting;
    private transient int waitingBytes;

    FilesFn(String folder) {
      this.folder = folder;
      start();
    }

    @StartBundle
    public void start() {
      waiting = new ArrayList<>();
      waitingBytes = 0;
    }

    @ProcessElement
    public void process(@Element DeadLetter letter) throws IOException {
      waiting.add(letter);
      waitingBytes += letter.record().payload().length;
      if (waitingBytes > MAX_WAITING_BYTES) {
        finish();
      }
    }

    @FinishBundle
    public void finish() throws IOException {
      if (waiting.isEmpty()) {
        return;
      }
      try (OutputStream out =
          Channels.newOutputStream(FileSystems.create(newFile(folder), CONTENT_TYPE))) {
        for (DeadLetter letter : waiting) {
          write(letter, out);
        }
      } catch (FileNotFoundException | FileSystemException e) {
        throw new DeadLetterFolderException(folder, e);
      }
      start();
    }

    private static void write(DeadLetter letter, OutputStream out) throws IOException {
      JsonGenerator json =
          JSON.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeStringField("stage", letter.stage());
      json.writeStringField("reason", letter.reason());
      json.writeStringField("message", letter.message());
      json.writeStringField("source", letter.record().position().toString());
      json.writeStringField("time", Instant.ofEpochMilli(letter.record().streamTime()).toString());
      byte[] payload = letter.record().payload();
      try {
        json.writeStringField(
            "payload",
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString());
      } catch (CharacterCodingException e) {
        json.writeBinaryField("payloadBase64", payload);
      }
      json.writeEndObject();
      json.close();
      out.write('\n');
    }
  }
}
