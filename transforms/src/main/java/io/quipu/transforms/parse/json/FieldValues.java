package io.quipu.transforms.parse.json;

import com.fasterxml.jackson.core.JsonToken;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values that were collected from one event. The object is reused for the next event. */
public final class FieldValues {

  /** The JSON type of a collected value. */
  public enum Kind {
    /** Missing, or null. */
    ABSENT("nothing"),
    STRING("a string"),
    INTEGER("a whole number"),
    DECIMAL("a number with decimals"),
    BOOLEAN("true or false"),
    OBJECT("an object"),
    ARRAY("an array");

    public final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  private final Kind[] kinds;
  private final String[] texts;
  private final List<List<String>> lists = new ArrayList<>();
  private final boolean[] objectInList;
  private final List<String> propertyNames = new ArrayList<>();
  private final List<String> propertyValues = new ArrayList<>();

  /** The fields that may be properties, and whether each is one: not an array and not null. */
  private final Map<String, Boolean> propertyFields = new HashMap<>();

  private final Set<RepeatedField> repeated = new LinkedHashSet<>();
  private Map<String, Object> expressionEvent = Map.of();

  FieldValues(FieldTree tree) {
    kinds = new Kind[tree.slots()];
    texts = new String[tree.slots()];
    objectInList = new boolean[tree.listSlots()];
    for (int i = 0; i < tree.listSlots(); i++) {
      lists.add(new ArrayList<>());
    }
  }

  void clear() {
    Arrays.fill(kinds, Kind.ABSENT);
    Arrays.fill(texts, "");
    Arrays.fill(objectInList, false);
    for (int i = 0; i < lists.size(); i++) {
      lists.get(i).clear();
    }
    propertyNames.clear();
    propertyValues.clear();
    propertyFields.clear();
    repeated.clear();
    expressionEvent = Map.of();
  }

  void set(int slot, Kind kind, String text) {
    kinds[slot] = kind;
    texts[slot] = text;
  }

  void add(int listSlot, String text) {
    lists.get(listSlot).add(text);
  }

  void addObject(int listSlot) {
    objectInList[listSlot] = true;
  }

  void addProperty(String name, String value) {
    propertyNames.add(name);
    propertyValues.add(value);
  }

  /**
   * Notes a field that is a property unless it is an array or null.
   *
   * @return whether the field is there twice and at least one of the two is a property
   */
  boolean isPropertyTwice(String name, JsonToken value) {
    boolean isProperty = value != JsonToken.START_ARRAY && value != JsonToken.VALUE_NULL;
    Boolean before = propertyFields.put(name, isProperty);
    return before != null && (before || isProperty);
  }

  void addRepeated(RepeatedField field) {
    repeated.add(field);
  }

  void setExpressionEvent(@Nullable Map<String, Object> event) {
    expressionEvent = event == null ? new HashMap<>() : event;
  }

  public Kind kind(int slot) {
    return kinds[slot];
  }

  /** Returns a string's text, or the JSON of a number or boolean; empty for all other kinds. */
  public String text(int slot) {
    return texts[slot];
  }

  public List<String> list(int listSlot) {
    return lists.get(listSlot);
  }

  public boolean hasObject(int listSlot) {
    return objectInList[listSlot];
  }

  public int properties() {
    return propertyNames.size();
  }

  public String propertyName(int i) {
    return propertyNames.get(i);
  }

  public String propertyValue(int i) {
    return propertyValues.get(i);
  }

  /** Returns the fields that are twice in one object and that some reader may need. */
  public Set<RepeatedField> repeated() {
    return repeated;
  }

  /** Returns the part of the event that expressions read. */
  public Map<String, Object> expressionEvent() {
    return expressionEvent;
  }
}
