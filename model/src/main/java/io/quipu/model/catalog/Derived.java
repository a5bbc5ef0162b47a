package io.quipu.model.catalog;

import java.io.Serializable;

/**
 * A value that is computed from the event.
 *
 * @param name its name, unique in the catalog
 * @param expression the CEL expression; its variable {@code event} is the event
 */
public record Derived(String name, String expression) implements Serializable {}
