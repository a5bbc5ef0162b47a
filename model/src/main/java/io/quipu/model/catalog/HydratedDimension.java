package io.quipu.model.catalog;

import java.io.Serializable;

/**
 * A dimension whose values come from a lookup.
 *
 * @param statistic the statistic that has the dimension
 * @param dimension the dimension's name
 * @param table the name of the lookup
 * @param column the column that holds the dimension's value
 */
public record HydratedDimension(String statistic, String dimension, String table, String column)
    implements Serializable {}
