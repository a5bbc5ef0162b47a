package io.quipu.model.state;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.failure.PermanentFailure;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ShardHeaderTest {
  /** Version 1; the generations 7 and 2^40; the chunks 3 to 199, of which those before 5 leave. */
  private static final String GOLDEN =
      "0102" + "0000000000000007" + "0000010000000000" + "03c80105";

  @Test
  void theFormatStays() {
    ShardHeader header = new ShardHeader(List.of(7L, 1L << 40), 3, 200, 5);

    assertThat(HexFormat.of().formatHex(header.toBytes()), is(GOLDEN));
    assertThat(ShardHeader.fromBytes(HexFormat.of().parseHex(GOLDEN)), is(header));
  }

  @Property
  void isReadAsItWasWritten(
      @ForAll List<Long> left,
      @ForAll @LongRange(min = 0) long first,
      @ForAll @LongRange(min = 0) long next,
      @ForAll @LongRange(min = 0) long end) {
    ShardHeader header = new ShardHeader(left, Math.min(first, next), next, Math.min(end, next));

    assertThat(ShardHeader.fromBytes(header.toBytes()), is(header));
  }

  @Test
  void allPagesThatAreInStateLeaveAndLaterOnesStay() {
    ShardHeader header = ShardHeader.EMPTY.withChunks(2).leaving().withGeneration(9).withChunks(1);

    assertThat(header.isLeaving(), is(true));
    header = header.withoutFirstChunk();
    assertThat(header.isLeaving(), is(true));
    header = header.withoutFirstChunk();
    assertThat(header, is(new ShardHeader(List.of(9L), 2, 3, 2)));
    assertThat(header.isLeaving(), is(false));
    assertThat("the next time", header.leaving().isLeaving(), is(true));
  }

  @Test
  void anotherVersionIsRefused() {
    assertThrows(PermanentFailure.class, () -> ShardHeader.fromBytes(new byte[] {2, 0, 0, 0, 0}));
  }
}
