import CMalloc

/// How the C library reuses memory.
package enum Memory {
  /// Keeps the memory of a block for the next one.
  ///
  /// The C library begins by giving every piece of more than 128 KiB back to the system, which has to
  /// clear it when it is asked for again: a twentieth of the time of a fast filter. These are the
  /// limits that it raises itself to when larger pieces are freed.
  package static func keepBlocks() {
    mallopt(M_MMAP_THRESHOLD, 32 << 20)
    mallopt(M_TRIM_THRESHOLD, 64 << 20)
  }
}
