package io.quipu.transforms.parse.json;

import io.quipu.model.catalog.FieldPath;
import io.quipu.transforms.parse.cel.CelExpression;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields that a catalog needs, as a tree of names. An event is read once along the tree, and
 * the value of each field is stored in the field's slot.
 */
public final class FieldTree {

  /** A name in an event; something is collected at it or below it. */
  static final class Node {
    final Map<String, Node> children = new HashMap<>();

    /** The slot for a single value, or -1. */
    int slot = -1;

    /** The slot for the elements of an array, or -1. */
    int listSlot = -1;

    /** Whether expressions read this field. */
    boolean inExpressions;

    /** The number of the last object that had this name, to find a name that is there twice. */
    long lastObject;

    @Nullable Node child(String name) {
      return children.get(name);
    }
  }

  private final Node root = new Node();
  private int slots;
  private int listSlots;

  Node root() {
    return root;
  }

  /** Returns the number of slots for single values. */
  int slots() {
    return slots;
  }

  /** Returns the number of slots for the elements of arrays. */
  int listSlots() {
    return listSlots;
  }

  /** Returns the slot for the value of a field, a new one at the first call. */
  public int slot(FieldPath path) {
    Node node = node(path);
    if (node.slot < 0) {
      node.slot = slots++;
    }
    return node.slot;
  }

  /** Returns the slot for the values of a field in arrays, a new one at the first call. */
  public int listSlot(FieldPath path) {
    Node node = node(path);
    if (node.listSlot < 0) {
      node.listSlot = listSlots++;
    }
    return node.listSlot;
  }

  /** Adds the fields that an expression reads. */
  public void addExpression(CelExpression expression) {
    root.inExpressions |= expression.wholeEvent();
    for (List<String> names : expression.paths()) {
      node(FieldPath.of(names.get(0))).inExpressions = true;
    }
  }

  private Node node(FieldPath path) {
    Node node = root;
    for (String name : path.names()) {
      node = node.children.computeIfAbsent(name, absent -> new Node());
    }
    return node;
  }
}
