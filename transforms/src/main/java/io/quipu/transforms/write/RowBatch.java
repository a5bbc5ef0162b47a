package io.quipu.transforms.write;

import io.quipu.model.CountRow;
import java.util.List;

/**
 * Rows that are written together and waited for as one. CassandraIO waits for every hundredth
 * element before it goes on, so an element holds many rows.
 */
record RowBatch(List<CountRow> rows) {}
