package io.quipu.transforms.hydrate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailCustomerTest {

  /** The first half of {@code sha256sum} of the bytes 0 0 0 4 and "acmeann@example.com". */
  @Test
  void isTheSameInEveryRelease() {
    assertThat(
        EmailCustomer.id("acme", "ann@example.com"),
        equalTo("email:2858fe2eee47cb370304134d8a9a7ddc"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ann@Example.COM", " ann@example.com", "ann@example.com\t\n"})
  void isTheSameHoweverTheAddressIsSpelled(String address) {
    assertThat(
        EmailCustomer.id("acme", address), equalTo(EmailCustomer.id("acme", "ann@example.com")));
  }

  @Test
  void isTheSameInEveryLocale() {
    String id = EmailCustomer.id("acme", "INFO@example.com");
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr"));
      assertThat(EmailCustomer.id("acme", "INFO@example.com"), equalTo(id));
      assertThat(EmailCustomer.id("acme", "info@example.com"), equalTo(id));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void isAnotherForEachAddressAndCompany() {
    String id = EmailCustomer.id("acme", "ann@example.com");
    assertThat(EmailCustomer.id("acme", "bob@example.com"), not(equalTo(id)));
    assertThat(EmailCustomer.id("bcme", "ann@example.com"), not(equalTo(id)));
    assertThat(EmailCustomer.id("acmea", "nn@example.com"), not(equalTo(id)));
  }

  @Test
  void doesNotContainTheAddress() {
    assertThat(EmailCustomer.id("acme", "ann@example.com"), matchesPattern("email:[0-9a-f]{32}"));
  }

  @Test
  void isNullWithoutAnAddress() {
    assertThat(EmailCustomer.id("acme", " \t"), nullValue());
  }
}
