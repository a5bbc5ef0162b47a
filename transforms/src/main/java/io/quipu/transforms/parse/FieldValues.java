package io.quipu.transforms.parse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was collected from one event; used again for the next. */
final class FieldValues {

  /** The JSON type of a collected value. */
  enum Kind {
    /** Not there, or null. */
    ABSENT("nothing"),
    STRING("a string"),
    INTEGER("a whole number"),
    DECIMAL("a number with decimals"),
    BOOLEAN("true or false"),
    OBJECT("an object"),
    ARRAY("an array");

    final String words;

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

  void setExpressionEvent(@Nullable Map<String, Object> event) {
    expressionEvent = event == null ? new HashMap<>() : event;
  }

  Kind kind(int slot) {
    return kinds[slot];
  }

  /** A string's text or a number's or truth value's JSON; empty for all else. */
  String text(int slot) {
    return texts[slot];
  }

  List<String> list(int listSlot) {
    return lists.get(listSlot);
  }

  boolean hasObject(int listSlot) {
    return objectInList[listSlot];
  }

  int properties() {
    return propertyNames.size();
  }

  String propertyName(int i) {
    return propertyNames.get(i);
  }

  String propertyValue(int i) {
    return propertyValues.get(i);
  }

  /** The event as expressions see it: as much of it as they read. */
  Map<String, Object> expressionEvent() {
    return expressionEvent;
  }
}
