package io.quipu.model.state;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Int128ArrayTest {

  @Property
  void addsLikeBigIntegers(@ForAll long high, @ForAll long low, @ForAll long amount) {
    long[] units = {high >> 1, low};
    BigInteger expected = Int128Array.get(units, 0).add(BigInteger.valueOf(amount));

    Int128Array.add(units, 0, amount >> 63, amount);

    assertThat(Int128Array.get(units, 0), is(expected));
  }

  @Property
  void readsWhatItWrote(@ForAll long high, @ForAll long low) {
    assertRoundTrip(high, low);
    assertRoundTrip(low >> 63, low);
    assertRoundTrip(high >> 40, low);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "127, 1",
    "128, 2",
    "-1, 1",
    "-128, 1",
    "-129, 2",
    "32767, 2",
    "32768, 3",
    "9223372036854775807, 8",
    "-9223372036854775808, 8",
    "9223372036854775808, 9",
    "170141183460469231731687303715884105727, 16",
    "-170141183460469231731687303715884105728, 16"
  })
  void takesTheBytesOfTwosComplement(String number, int length) {
    long[] units = new long[2];
    Int128Array.add(units, 0, new BigInteger(number));
    ByteWriter out = new ByteWriter(16);
    Int128Array.write(units, 0, out);

    assertThat(Int128Array.get(units, 0), is(new BigInteger(number)));
    assertThat(out.toBytes().length, is(1 + length));
    assertRoundTrip(units[0], units[1]);
  }

  @Test
  void refusesWhatDoesNotFit() {
    BigInteger tooLarge = BigInteger.ONE.shiftLeft(127);

    assertThrows(ArithmeticException.class, () -> Int128Array.add(new long[2], 0, tooLarge));
  }

  private static void assertRoundTrip(long high, long low) {
    ByteWriter out = new ByteWriter(16);
    Int128Array.write(new long[] {0, 0, high, low}, 2, out);
    long[] read = new long[3];
    ByteReader in = new ByteReader(out.toBytes());
    Int128Array.read(in, read, 1);

    assertThat(read, is(new long[] {0, high, low}));
    assertThat(in.atEnd(), is(true));
  }
}
