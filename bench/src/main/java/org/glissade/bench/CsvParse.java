package org.glissade.bench;

import ch.randelshofer.fastdoubleparser.JavaFloatParser;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code CsvParse FILE}: reads all numbers of a CSV file with two well-kept libraries. */
final class CsvParse {
  private CsvParse() {}

  public static void main(String[] args) throws IOException {
    float sum = 0;
    long rows = 0;
    try (CsvReader<CsvRecord> records = CsvReader.builder().ofCsvRecord(Path.of(args[0]))) {
      for (CsvRecord record : records) {
        if (rows++ == 0) {
          continue; // the names
        }
        List<String> fields = record.getFields();
        for (int i = 0; i < fields.size(); i++) {
          sum += JavaFloatParser.parseFloat(fields.get(i));
        }
      }
    }
    System.out.println(rows - 1 + " rows, sum " + sum);
  }
}
