package io.quipu.transforms.parse.json;

import io.quipu.model.catalog.FieldPath;
import io.quipu.transforms.parse.cel.CelExpression;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields that a catalog needs, as a tree of names: an event is read once along it. Each field
 * gets a slot, in which its value lands.
 */
public final class FieldTree {

  /** A name in an event at which something is to be collected, there or below. */
  static final class Node {
    final Map<String, Node> children = new HashMap<>();

    /** Where a single value goes, or -1. */
    int slot = -1;

    /** Where the elements of an array go, or -1. */
    int listSlot = -1;

    /** Whether expressions read what is here. */
    boolean inExpressions;

    /** The object in which the name last was, to tell a name that is there twice. */
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

  /** How many slots for single values there are. */
  int slots() {
    return slots;
  }

  /** How many slots for the elements of arrays there are. */
  int listSlots() {
    return listSlots;
  }

  /** The slot for the value of a field. */
  public int slot(FieldPath path) {
    Node node = node(path);
    if (node.slot < 0) {
      node.slot = slots++;
    }
    return node.slot;
  }

  /** The slot for the values of a field in arrays. */
  public int listSlot(FieldPath path) {
    Node node = node(path);
    if (node.listSlot < 0) {
      node.listSlot = listSlots++;
    }
    return node.listSlot;
  }

  /** Collects, for expressions, what they read. */
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
