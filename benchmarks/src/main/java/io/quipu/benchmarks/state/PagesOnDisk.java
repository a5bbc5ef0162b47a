package io.quipu.benchmarks.state;

import io.quipu.model.counter.Fingerprint;
import io.quipu.model.state.Shard;
import io.quipu.runners.flink.FlinkConfiguration;
import io.quipu.runners.flink.KeyGroups;
import io.quipu.transforms.coders.FingerprintCoder;
import io.quipu.transforms.coders.ShardCoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.runners.core.StateNamespace;
import org.apache.beam.runners.core.StateNamespaces;
import org.apache.beam.runners.flink.adapter.FlinkKey;
import org.apache.beam.runners.flink.translation.types.CoderTypeSerializer;
import org.apache.beam.runners.flink.translation.wrappers.streaming.state.FlinkStateInternals.FlinkStateNamespaceKeySerializer;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.java.typeutils.ValueTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.contrib.streaming.state.PredefinedOptions;
import org.apache.flink.contrib.streaming.state.RocksDBOperationUtils;
import org.apache.flink.contrib.streaming.state.RocksDBResourceContainer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.CompositeKeySerializationUtils;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.SerializedCompositeKeyBuilder;
import org.apache.flink.util.IOUtils;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.IndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/**
 * A RocksDB that stores pages byte for byte as a job on Flink does. They are in the column family
 * of one map state, with the options that Flink derives from Quipu's {@code flink-conf.yaml}. The
 * serializers of Flink and Beam write their keys and values.
 *
 * <p>Not thread-safe.
 */
final class PagesOnDisk implements AutoCloseable {
  /** The jobs' maxParallelism. */
  private static final int KEY_GROUPS = 128;

  private static final StateNamespace NAMESPACE =
      StateNamespaces.window(GlobalWindow.Coder.INSTANCE, GlobalWindow.INSTANCE);

  /* Flink's shares of managed memory: half is for write buffers, which may exceed their limit. */
  private static final double CACHE_SHARE = 2.5 / 3;
  private static final double BUFFER_SHARE = 1.0 / 3;
  private static final double HIGH_PRIORITY_SHARE = 0.1;

  private final Cache cache;
  private final WriteBufferManager buffers;
  private final RocksDBResourceContainer options;
  private final RocksDB db;
  private final List<ColumnFamilyHandle> families = new ArrayList<>();
  private final WriteOptions write;
  private final SerializedCompositeKeyBuilder<FlinkKey> keys =
      new SerializedCompositeKeyBuilder<>(
          new ValueTypeInfo<>(FlinkKey.class).createSerializer(new SerializerConfigImpl()),
          CompositeKeySerializationUtils.computeRequiredBytesInKeyGroupPrefix(KEY_GROUPS),
          64);
  private final FlinkStateNamespaceKeySerializer namespaces =
      new FlinkStateNamespaceKeySerializer(GlobalWindow.Coder.INSTANCE);
  private final CoderTypeSerializer<Fingerprint> mapKeys =
      new CoderTypeSerializer<>(FingerprintCoder.of(), true);
  private final CoderTypeSerializer<byte[]> mapValues =
      new CoderTypeSerializer<>(ByteArrayCoder.of(), true);
  private final DataOutputSerializer value = new DataOutputSerializer(1024);

  /**
   * @param folder an empty folder
   * @param memory the memory of the block cache and the write buffers together, in bytes
   */
  PagesOnDisk(Path folder, long memory) throws IOException {
    RocksDB.loadLibrary();
    cache = new LRUCache((long) (memory * CACHE_SHARE), -1, false, HIGH_PRIORITY_SHARE);
    buffers = new WriteBufferManager((long) (memory * BUFFER_SHARE), cache);
    Configuration settings = Configuration.fromMap(FlinkConfiguration.settings());
    options =
        new RocksDBResourceContainer(
            settings, PredefinedOptions.DEFAULT, null, null, folder.toFile(), false);
    ColumnFamilyOptions family = managed(options.getColumnOptions());
    db =
        RocksDBOperationUtils.openDB(
            folder.resolve("db").toString(),
            List.of(new ColumnFamilyDescriptor("pages".getBytes(StandardCharsets.UTF_8), family)),
            families,
            family,
            options
                .getDbOptions()
                .setCreateMissingColumnFamilies(true)
                .setWriteBufferManager(buffers));
    write = options.getWriteOptions();
  }

  /**
   * Adds the options that Flink sets for managed memory; Flink's own class for this is not public.
   */
  private ColumnFamilyOptions managed(ColumnFamilyOptions family) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) family.tableFormatConfig();
    return family.setTableFormatConfig(
        table
            .setBlockCache(cache)
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinL0FilterAndIndexBlocksInCache(true)
            .setIndexType(IndexType.kTwoLevelIndexSearch)
            .setPartitionFilters(true)
            .setPinTopLevelIndexAndFilter(true));
  }

  void put(Shard shard, Fingerprint key, byte[] page) throws IOException, RocksDBException {
    byte[] entry = entry(shard, key);
    value.clear();
    // Flink writes this flag before a value that is not null.
    value.writeBoolean(false);
    mapValues.serialize(page, value);
    db.put(pages(), write, entry, value.getCopyOfBuffer());
  }

  /** Returns the stored bytes of a page, or null if the page does not exist. */
  byte @Nullable [] get(Shard shard, Fingerprint key) throws IOException, RocksDBException {
    return db.get(pages(), entry(shard, key));
  }

  private byte[] entry(Shard shard, Fingerprint key) throws IOException {
    FlinkKey flinkKey = FlinkKey.of(shard, ShardCoder.of(KeyGroups.OF_128));
    keys.setKeyAndKeyGroup(
        flinkKey, KeyGroupRangeAssignment.assignToKeyGroup(flinkKey, KEY_GROUPS));
    return keys.buildCompositeKeyNamesSpaceUserKey(NAMESPACE, namespaces, key, mapKeys);
  }

  /**
   * Makes a checkpoint: flushes memory to files, and links all files into a folder.
   *
   * @param folder the folder to create
   */
  void checkpoint(Path folder) throws RocksDBException {
    try (Checkpoint checkpoint = Checkpoint.create(db)) {
      checkpoint.createCheckpoint(folder.toString());
    }
  }

  /** The bytes of the indexes and Bloom filters of all files, which should fit in memory. */
  long indexAndFilterBytes() throws RocksDBException {
    return db.getPropertiesOfAllTables(pages()).values().stream()
        .mapToLong(table -> table.getIndexSize() + table.getFilterSize())
        .sum();
  }

  /** Compacts all files, as RocksDB does in the long run. */
  void compact() throws RocksDBException {
    db.compactRange(pages());
  }

  /** The bytes of all files of pages, with their indexes and filters. */
  long bytes() {
    return db.getLiveFilesMetaData().stream().mapToLong(LiveFileMetaData::size).sum();
  }

  @Override
  public void close() {
    families.forEach(ColumnFamilyHandle::close);
    db.close();
    buffers.close();
    cache.close();
    IOUtils.closeQuietly(options);
  }

  private ColumnFamilyHandle pages() {
    // RocksDB's own default family comes first.
    return families.get(1);
  }
}
