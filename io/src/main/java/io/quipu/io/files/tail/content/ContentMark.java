package io.quipu.io.files.tail.content;

import com.google.common.io.BaseEncoding;
import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;
import io.quipu.store.jobs.RunFile;

/**
 * How far a content was read.
 *
 * @param base its name before any rotation
 * @param head its first line
 * @param path where it was
 * @param key device and inode of the file there
 * @param size the stored bytes of the file, when they were last looked at
 * @param modified when the file was written, in milliseconds since 1970
 * @param compressed whether the file is compressed
 * @param settled whether all of it was read, and nothing will be written any more
 * @param missingSince since when there is no file with it; 0 if there is one
 * @param told whether it was told that its end may not have been read
 * @param trail what was read
 */
public record ContentMark(
    String base,
    FileHead head,
    String path,
    String key,
    long size,
    long modified,
    boolean compressed,
    boolean settled,
    long missingSince,
    boolean told,
    Trail trail) {
  private static final int VERSION = 1;
  private static final int SETTLED = 1;
  private static final int TOLD = 2;
  private static final int COMPRESSED = 4;

  /** A name for the content, which is the same in each attempt: its file, and its first line. */
  String name() {
    return name(base, head);
  }

  static String name(String base, FileHead head) {
    return base + "#" + BaseEncoding.base16().lowerCase().encode(bytes(head.sum()));
  }

  private static byte[] bytes(int value) {
    return new byte[] {
      (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
    };
  }

  /** Writes the mark, with its version. */
  public void write(ByteWriter out) {
    out.writeByte(VERSION);
    out.writeString(base);
    out.writeZigZag(head.sum());
    out.writeVarInt(head.length());
    out.writeString(path);
    out.writeString(key);
    out.writeVarLong(size);
    out.writeZigZag(modified);
    out.writeByte((settled ? SETTLED : 0) | (told ? TOLD : 0) | (compressed ? COMPRESSED : 0));
    out.writeVarLong(missingSince);
    trail.write(out);
  }

  /**
   * Reads a mark that {@link #write} has written.
   *
   * @throws io.quipu.model.failure.PermanentFailure if it has another version
   */
  public static ContentMark read(ByteReader in) {
    in.expectVersion(VERSION, "The mark of a tailed file");
    String base = in.readString();
    FileHead head = new FileHead((int) in.readZigZag(), in.readVarInt());
    String path = in.readString();
    String key = in.readString();
    long size = in.readVarLong();
    long modified = in.readZigZag();
    int flags = in.readByte();
    return new ContentMark(
        base,
        head,
        path,
        key,
        size,
        modified,
        (flags & COMPRESSED) != 0,
        (flags & SETTLED) != 0,
        in.readVarLong(),
        (flags & TOLD) != 0,
        Trail.read(in));
  }

  /** The content in the table of files of a run. */
  public RunFile toRunFile() {
    ByteWriter out = new ByteWriter(256);
    write(out);
    return new RunFile(
        path + "#" + name(),
        trail.offset(),
        BaseEncoding.base16().lowerCase().encode(out.toBytes()));
  }

  /** The content that {@link #toRunFile} has described. */
  public static ContentMark of(RunFile file) {
    ByteReader in = new ByteReader(BaseEncoding.base16().lowerCase().decode(file.sha256()));
    ContentMark mark = read(in);
    in.expectEnd("The mark of a tailed file");
    return mark;
  }
}
