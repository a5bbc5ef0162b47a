package io.quipu.model.catalog;

import java.io.Serializable;

/**
 * A dimension whose value is looked up.
 *
 * @param statistic the statistic that has the dimension
 * @param dimension the dimension's name
 * @param table the name of the lookup
 * @param column the column whose value becomes the dimension's
 */
public record HydratedDimension(String statistic, String dimension, String table, String column)
    implements Serializable {}
