package org.glissade.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.glissade.io.DataException;
import org.glissade.io.table.Matrix;
import org.glissade.io.table.Records;
import org.glissade.io.table.SparseRecords;
import org.glissade.io.table.Table;
import org.glissade.spec.SpecException;
import org.glissade.train.Sgd;

/** Amounts of memory: how they are written, and whether rows can be learnt from within one. */
final class MemorySize {
  private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,9})([kmg]?)b?");
  private static final String UNITS = "kmg";
  private static final long MEBIBYTE = 1 << 20;

  /** What is held of each row of a file besides its features: target, score, place in an order. */
  private static final int BYTES_A_ROW = 16;

  private MemorySize() {}

  /**
   * Bytes, from a number and maybe a unit: 400m, 2g, 4096.
   *
   * @param option that it belongs to, for messages
   * @throws SpecException if it is not that
   */
  static long parse(String option, String text) {
    Matcher matcher = WRITTEN.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new SpecException(option + " must be a size such as 400m or 2g, not " + text);
    }
    int power = matcher.group(2).isEmpty() ? 0 : 1 + UNITS.indexOf(matcher.group(2));
    return Long.parseLong(matcher.group(1)) << (10 * power);
  }

  /**
   * What is left for features if so much may be taken in all.
   *
   * @throws DataException if that is too little; says how much is not
   */
  static long forRows(long memory, Records records) {
    long besides = (long) BYTES_A_ROW * records.rows();
    if (records.mappings().isEmpty()) {
      long needed = held(records) + besides;
      if (needed > memory) {
        throw new DataException(
            records.source()
                + " takes about "
                + mebibytes(needed)
                + " in memory, more than --memory; with --cache its rows stay in a file, or give"
                + " --memory "
                + mebibytes(needed));
      }
      return Math.max(Sgd.LEAST_MEMORY, memory - needed);
    }
    long least = Sgd.LEAST_MEMORY + besides;
    if (memory < least) {
      throw new DataException(
          records.source()
              + " has "
              + records.rows()
              + " rows, for which --memory must be at least "
              + mebibytes(least));
    }
    return memory - besides;
  }

  /** What the rows take once they are encoded, about: twice as much as they are. */
  private static long held(Records records) {
    return switch (records) {
      case Table table -> 2L * Float.BYTES * table.rows() * table.columns().size();
      case Matrix matrix -> 2L * Float.BYTES * matrix.rows() * matrix.names().size();
      case SparseRecords sparse -> 2L * (Float.BYTES + Integer.BYTES) * sparse.examples().stored();
    };
  }

  private static String mebibytes(long bytes) {
    return Math.ceilDiv(bytes, MEBIBYTE) + "m";
  }
}
