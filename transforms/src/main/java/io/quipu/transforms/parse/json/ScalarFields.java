package io.quipu.transforms.parse.json;

import io.quipu.model.text.EmailAddress;
import io.quipu.transforms.parse.json.FieldValues.Kind;
import org.jspecify.annotations.Nullable;

/** Converts collected values to ids and texts, and checks their types and lengths. */
public final class ScalarFields {
  /** The most bytes of a company's id, in UTF-8. */
  public static final int MAX_COMPANY = 256;

  /** The most bytes of a customer's id or email address, in UTF-8. */
  public static final int MAX_CUSTOMER = 1024;

  /** The most bytes of a dimension's value, in UTF-8. */
  public static final int MAX_VALUE = 2048;

  private ScalarFields() {}

  /** Returns the text of an id, which is a string or a whole number; null if there is none. */
  public static @Nullable String id(FieldValues values, int slot, String field, int maxBytes)
      throws Refusal {
    if (slot < 0 || values.kind(slot) == Kind.ABSENT) {
      return null;
    }
    Kind kind = values.kind(slot);
    if (kind != Kind.STRING && kind != Kind.INTEGER) {
      throw wrongType(field, kind, "write a string or a whole number.");
    }
    String text = values.text(slot);
    checkLength(text, field, maxBytes);
    return text.isEmpty() ? null : text;
  }

  /** Returns the text of a required id. */
  public static String requiredId(FieldValues values, int slot, String field, int maxBytes)
      throws Refusal {
    String text = id(values, slot, field, maxBytes);
    if (text == null) {
      throw new Refusal(
          "missing-field",
          "The field '" + field + "' is missing or empty; write a string or a whole number.");
    }
    return text;
  }

  /** Returns the text of a string, number or boolean; null if there is none. */
  public static @Nullable String value(FieldValues values, int slot, String field) throws Refusal {
    Kind kind = values.kind(slot);
    if (kind == Kind.OBJECT) {
      throw wrongType(field, kind, "declare one of its fields, as in " + field + ".name.");
    }
    if (kind == Kind.ARRAY) {
      throw wrongType(field, kind, "declare its elements with {each: " + field + "}.");
    }
    String text = values.text(slot);
    checkLength(text, field, MAX_VALUE);
    return text.isEmpty() ? null : text;
  }

  /** Returns an email address as {@link EmailAddress} normalizes it; null if there is none. */
  public static @Nullable String email(FieldValues values, int slot, String field) throws Refusal {
    if (slot < 0 || values.kind(slot) == Kind.ABSENT) {
      return null;
    }
    if (values.kind(slot) != Kind.STRING) {
      throw wrongType(field, values.kind(slot), "write an email address as a string.");
    }
    checkLength(values.text(slot), field, MAX_CUSTOMER);
    String email = EmailAddress.normalize(values.text(slot));
    if (email != null) {
      // Lower case can have more bytes, as for the Turkish dotted capital I.
      checkLength(email, field, MAX_CUSTOMER);
    }
    return email;
  }

  /** Returns the domain of an email address; null if it has none. */
  public static @Nullable String emailDomain(FieldValues values, int slot, String field)
      throws Refusal {
    String email = email(values, slot, field);
    return email == null ? null : EmailAddress.domain(email);
  }

  public static void checkLength(String text, String field, int maxBytes) throws Refusal {
    if (Utf8Text.isLonger(text, maxBytes)) {
      throw new Refusal(
          "too-long",
          "The field '"
              + field
              + "' is longer than "
              + maxBytes
              + " bytes of UTF-8; shorten it, or leave it out of the catalog.");
    }
  }

  public static Refusal wrongType(String field, Kind kind, String right) {
    return new Refusal(
        "wrong-type", "The field '" + field + "' holds " + kind.words + "; " + right);
  }
}
