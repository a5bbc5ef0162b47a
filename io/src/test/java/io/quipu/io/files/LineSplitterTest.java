package io.quipu.io.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.quipu.model.event.RawRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LineSplitterTest {

  /** A line of the output, for comparison. */
  record Line(long number, String latin1) {}

  /** Random bytes with many line ends, blanks and bytes that are not UTF-8. */
  @Provide
  Arbitrary<byte[]> bytes() {
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(4, Arbitraries.of((byte) '\n', (byte) '\r')),
            net.jqwik.api.Tuple.of(2, Arbitraries.of((byte) ' ', (byte) '\t', (byte) 0)),
            net.jqwik.api.Tuple.of(6, Arbitraries.bytes()))
        .array(byte[].class)
        .ofMaxSize(200);
  }

  @Property
  void splitsAsANaiveSplitterDoes(
      @ForAll("bytes") byte[] bytes,
      @ForAll @IntRange(min = 1, max = 40) int maxLine,
      @ForAll long seed)
      throws IOException {
    LineSplitter splitter = new LineSplitter("file", new Trickle(bytes, new Random(seed)), maxLine);
    assertThat(linesOf(splitter), equalTo(naive(bytes, maxLine)));
  }

  @Test
  void keepsBytesThatAreNotUtf8() throws IOException {
    byte[] bytes = {(byte) 0xff, (byte) 0xc0, '\n', (byte) 0x80};
    assertThat(linesOf(bytes), contains(new Line(1, "\u00ff\u00c0"), new Line(2, "\u0080")));
  }

  @Test
  void countsBlankLinesButDoesNotGiveThem() throws IOException {
    assertThat(
        linesOf("\n\r\n a\r\n\t \nb".getBytes(StandardCharsets.UTF_8)),
        contains(new Line(3, " a"), new Line(5, "b")));
  }

  @Test
  void aLineWithNothingButAByteOrderMarkIsBlank() throws IOException {
    byte[] text = "\uFEFF\n\uFEFF \r\n\uFEFFa\n".getBytes(StandardCharsets.UTF_8);
    assertThat(linesOf(text), contains(new Line(3, "\u00ef\u00bb\u00bfa")));
  }

  @Test
  void aFileWithoutLinesGivesNothing() throws IOException {
    assertThat(linesOf(new byte[0]), empty());
  }

  @Test
  void cutsOnlyALineThatIsLongerThanTheLongest() throws IOException {
    byte[] bytes = new byte[2 * LineSplitter.MAX_LINE + 4];
    Arrays.fill(bytes, (byte) 'x');
    bytes[LineSplitter.MAX_LINE] = '\n';
    bytes[2 * LineSplitter.MAX_LINE + 2] = '\n';

    LineSplitter splitter = new LineSplitter("file", new ByteArrayInputStream(bytes));
    List<List<Long>> numbersAndSizes = new ArrayList<>();
    for (RawRecord line = splitter.next(); line != null; line = splitter.next()) {
      numbersAndSizes.add(List.of(line.position().offset(), (long) line.payload().length));
    }

    assertThat(
        numbersAndSizes,
        contains(
            List.of(1L, (long) LineSplitter.MAX_LINE),
            List.of(2L, (long) LineSplitter.MAX_LINE),
            List.of(2L, 1L),
            List.of(3L, 1L)));
  }

  private static List<Line> linesOf(byte[] bytes) throws IOException {
    return linesOf(new LineSplitter("file", new ByteArrayInputStream(bytes)));
  }

  private static List<Line> linesOf(LineSplitter splitter) throws IOException {
    List<Line> lines = new ArrayList<>();
    for (RawRecord line = splitter.next(); line != null; line = splitter.next()) {
      assertThat(line.position().source(), equalTo("file"));
      lines.add(
          new Line(
              line.position().offset(), new String(line.payload(), StandardCharsets.ISO_8859_1)));
    }
    return lines;
  }

  /** All at once, as text in which a character is a byte. */
  private static List<Line> naive(byte[] bytes, int maxLine) {
    List<Line> lines = new ArrayList<>();
    String[] all = new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1);
    for (int i = 0; i < all.length; i++) {
      String rest = all[i];
      while (rest.length() > maxLine) {
        lines.add(new Line(i + 1L, rest.substring(0, maxLine)));
        rest = rest.substring(maxLine);
      }
      lines.add(
          new Line(i + 1L, rest.endsWith("\r") ? rest.substring(0, rest.length() - 1) : rest));
    }
    lines.removeIf(line -> line.latin1().matches("(\u00ef\u00bb\u00bf)?[ \t]*"));
    return lines;
  }

  /** A stream that returns a few bytes at a time, and sometimes none, as channels may. */
  private static final class Trickle extends InputStream {
    private final ByteArrayInputStream in;
    private final Random random;

    Trickle(byte[] bytes, Random random) {
      this.in = new ByteArrayInputStream(bytes);
      this.random = random;
    }

    @Override
    public int read() {
      return in.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      return in.read(buffer, offset, Math.min(length, random.nextInt(8)));
    }
  }
}
