package io.quipu.model.counter;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.quipu.model.state.Shard;
import org.junit.jupiter.api.Test;

class FingerprintTest {

  @Test
  void staysTheSame() {
    assertThat(
        Fingerprint.ofCounter("shop", "opened", "campaign", "Holiday Sale! 😀"),
        is(new Fingerprint(0xb0810045cda574bcL, 0x20eb47158bf98918L)));
    assertThat(Fingerprint.ofEventId("e-1"), is(0xa97dd0b47f9b6d70L));
  }

  @Test
  void differsIfPartsAreSplitDifferently() {
    assertThat(
        Fingerprint.ofCounter("ab", "c", "", ""), not(Fingerprint.ofCounter("a", "bc", "", "")));
    assertThat(
        Fingerprint.ofCustomerCounter("a", "b", "c", "d", "e"),
        not(Fingerprint.ofCustomerCounter("a", "b", "c", "", "de")));
    assertThat(
        Fingerprint.ofCustomerCounter("a", "", "b", "", ""),
        not(Fingerprint.ofCounter("a", "b", "", "")));
    assertThat(
        Fingerprint.ofCounter("a", "", "b", ""), not(Fingerprint.ofCounter("a", "b", "", "")));
    assertThat(Fingerprint.ofCustomer("a", "bc", "d"), not(Fingerprint.ofCustomer("a", "b", "cd")));
  }

  @Test
  void idsWithoutACustomerShareFewKeys() {
    Fingerprint key = Fingerprint.ofAnonymous("shop", "opened", 5);

    assertThat(Fingerprint.ofAnonymous("shop", "opened", 5 + 4096), is(key));
    assertThat(Fingerprint.ofAnonymous("shop", "opened", 6), not(key));
    assertThat(Fingerprint.ofAnonymous("shop", "sent", 5), not(key));
  }

  @Test
  void shardsAreEvenlyFilled() {
    int[] filled = new int[256];
    for (int i = 0; i < 256 * 100; i++) {
      Fingerprint counter = Fingerprint.ofCounter("shop", "opened", "campaign", "c" + i);
      Shard shard = Shard.of(7, counter, 256);
      assertThat(shard.month(), is(7));
      filled[shard.number()]++;
    }

    // 100 each, plus or minus five standard deviations.
    for (int count : filled) {
      assertThat(count, greaterThan(50));
      assertThat(count, lessThan(150));
    }
  }
}
