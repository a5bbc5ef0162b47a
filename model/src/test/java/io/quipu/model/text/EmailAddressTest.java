package io.quipu.model.text;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.sameInstance;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ana@example.com",
        "Ana@Example.COM",
        " ana@example.com\t\r\n",
        "\u00a0ana@example.com\u00a0",
        "\u202fana@example.com\u2007",
        "\u3000ana@example.com\u2003",
        "\u200bana@example.com\ufeff",
        "\u200eana@example.com\u202c",
        "\u0000ana@example.com\u0085",
        "ana@example.com\u2060",
        "ana @ example.com",
        "ana\u00a0@\u00a0example.com",
        "ana@example.com.",
        "ana@exam\u00adple.com",
        "ana@example\u3002com",
        "ana@ｅｘａｍｐｌｅ.com",
        "Ana <ana@example.com>",
        "Ana Maria <Ana@Example.com>",
        "Ana\u00a0< ana@example.com\u00a0>",
        "<ana@example.com>",
        "\"Ana <a>, (b)\" <ana@example.com>",
        "Ana (the first) <ana@example.com>",
        "ana@example.com (Ana)",
        "ana@example.com (Ana (the first) \\) \")",
        "(Ana) ana@example.com",
      })
  void normalizesEverySpellingOfAnAddress(String text) {
    assertThat(EmailAddress.normalize(text), equalTo("ana@example.com"));
  }

  @ParameterizedTest
  @CsvSource({
    // One accent, composed and not, in upper and lower case.
    "Jos\u00e9@example.com, jose\u0301@example.com",
    "JOS\u00c9@example.com, JOSE\u0301@EXAMPLE.com",
    "\u0130z@example.com, i\u0307z@example.com",
    "ana@B\u00dcCHER.example, ana@bu\u0308cher.example",
    "ana@B\u00dcCHER.example, ana@xn--bcher-kva.example",
    "ana@b\u00fccher.example, ana@XN--BCHER-KVA.example",
    "ana@b\u00fccher\u3002example\u3002, ana@b\u00fccher.example",
    "ana@fa\u00df.example, ana@xn--fa-hia.example",
    "ana@\u05d1\u05d0.example, ana@xn--4dbb.example",
    "ana@\u4f8b\u3048.jp, ana@xn--r8jz45g.jp",
  })
  void normalizesLettersOfAllScripts(String one, String other) {
    assertThat(EmailAddress.normalize(one), equalTo(EmailAddress.normalize(other)));
  }

  @Test
  void domainIsInItsUnicodeForm() {
    assertThat(EmailAddress.normalize("a@XN--BCHER-KVA.Example"), equalTo("a@b\u00fccher.example"));
    assertThat(EmailAddress.normalize("a@FASS.example"), equalTo("a@fass.example"));
    assertThat(EmailAddress.normalize("a@fa\u00df.example"), equalTo("a@fa\u00df.example"));
  }

  @ParameterizedTest
  @CsvSource({
    "a@-b\u00dc-.example, a@-b\u00fc-.example",
    "a@xn--\u00e9.example, a@xn--\u00e9.example",
    "a@under_score.example, a@under_score.example",
    "a@[IPv6:2001:DB8::1], a@[ipv6:2001:db8::1]",
    "a@B..example, a@b..example",
    "Nobody, nobody",
    "x@, x@",
    "@Y.z, @y.z",
    "a@b@C.d, a@b@c.d",
  })
  void normalizesAddressesWithoutAValidDomain(String text, String normalized) {
    assertThat(EmailAddress.normalize(text), equalTo(normalized));
  }

  @Test
  void differentPeopleStayDifferent() {
    String ana = EmailAddress.normalize("ana@example.com");
    for (String other :
        new String[] {
          "ana+tag@example.com",
          "a.na@example.com",
          "an\u00e1@example.com",
          "ana@example.org",
          "\"ana\"@example.com",
          "ana@example.com, bo@example.com"
        }) {
      assertThat(EmailAddress.normalize(other), not(equalTo(ana)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\u00a0\u200b\ufeff", "<>", "Ana <>", "(nobody)", "\t\n"})
  void blankTextIsNoAddress(String text) {
    assertThat(EmailAddress.normalize(text), nullValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ana@Example.com | example.com",
        "Ana <ana@example.com> | example.com",
        "ana@example.com (Ana) | example.com",
        "\"a@b\"@Example.ORG | example.org",
        "\"a, <b>\"@example.org | example.org",
        "a@b@c.example | c.example",
        "ana maria@example.com | example.com",
        "ana@B\u00dcCHER.example | b\u00fccher.example",
        "ana@bu\u0308cher.example | b\u00fccher.example",
        "ana@example.com. | example.com",
        "nobody |",
        "x@ |",
        "ana@example.com> |",
        "Ana <ana@example.com |",
        "Ana <ana@example.com>, Bo <bo@example.org> |",
        "ana@example.com, bo@example.org |",
        "ana@example.com; bo@example.org |",
        "ana@exam ple.com |",
      })
  void findsTheDomainOfASingleAddress(String text, String domain) {
    String normalized = Objects.requireNonNull(EmailAddress.normalize(text));
    assertThat(EmailAddress.domain(normalized), equalTo(domain));
  }

  @Test
  void usualAddressIsNotCopied() {
    String usual = "c-123.x_y+z@mail.example.com";
    assertThat(EmailAddress.normalize(usual), sameInstance(usual));
  }

  @Property(tries = 5000)
  void normalizingTwiceChangesNothing(@ForAll("texts") String text) {
    String once = EmailAddress.normalize(text);
    if (once != null) {
      assertThat(text, EmailAddress.normalize(once), equalTo(once));
    }
  }

  /** The fast path for ASCII must agree with the slow path, which a no-break space forces. */
  @Property
  void fastPathAgreesWithSlowPath(@ForAll("asciiTexts") String text) {
    assertThat(
        EmailAddress.normalize(text), equalTo(EmailAddress.normalize("\u00a0" + text + "\u00a0")));
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> parts =
        Arbitraries.of(
            "a",
            "B",
            "z.",
            "@",
            ".",
            "-",
            "xn--",
            "xn--bcher-kva",
            "\u0130",
            "\u00df",
            "\u1e9e",
            "e\u0301",
            "\u00dc",
            "\u03a3",
            "\u03c2",
            "\uff21",
            "\u3002",
            "\u00a0",
            " ",
            "\u200d",
            "\u00ad",
            "\u200b",
            "<",
            ">",
            "(",
            ")",
            "\"",
            "\\",
            ",",
            "\u05d0",
            "1",
            "_",
            "\ufb01",
            "\ud83d\ude00",
            "\u0300",
            "\u1100\u1161");
    return parts.list().ofMaxSize(12).map(all -> String.join("", all));
  }

  @Provide
  Arbitrary<String> asciiTexts() {
    return Arbitraries.of("a", "B", "z", "@", ".", "-", "xn--", "XN--a", "0", "_", "+", "--")
        .list()
        .ofMaxSize(10)
        .map(all -> String.join("", all));
  }
}
