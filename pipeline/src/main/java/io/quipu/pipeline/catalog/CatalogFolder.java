package io.quipu.pipeline.catalog;

import io.quipu.model.file.NamedFile;
import java.nio.file.Path;

/**
 * The folder of a catalog, from which the paths of other files start.
 *
 * @param path a path of this machine, or a URI that ends with a slash
 */
record CatalogFolder(String path) {

  /** The folder of this catalog. */
  static CatalogFolder of(String catalog) {
    return NamedFile.isRemote(catalog)
        ? new CatalogFolder(catalog.substring(0, catalog.lastIndexOf('/') + 1))
        : new CatalogFolder(
            Path.of(catalog).toAbsolutePath().normalize().resolveSibling("").toString());
  }

  /** Returns the full path of a file that the catalog names. */
  String resolve(String file) {
    if (NamedFile.isRemote(file)) {
      return file;
    }
    int afterScheme = NamedFile.isRemote(path) ? path.indexOf("://") + "://".length() : 0;
    return path.substring(0, afterScheme)
        + Path.of(path.substring(afterScheme)).resolve(file).normalize();
  }
}
