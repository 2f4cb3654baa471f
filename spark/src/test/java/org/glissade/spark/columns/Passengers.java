package org.glissade.spark.columns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.Source;
import org.glissade.io.table.Table;
import org.glissade.spark.Cluster;

/** A file with columns of all kinds and holes in them, as both readers see it. */
record Passengers(Path file) {
  private static final String[] PORTS = {"İzmir", "Cherbourg", "Queenstown", "a, b", "ılgaz"};

  /** Writes rows at random. */
  static Passengers write(Path folder, int rows, long seed) throws IOException {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder("age,fare paid,port.of,adult,class,same,survived\n");
    for (int i = 0; i < rows; i++) {
      int port = (int) Math.abs(random.nextGaussian() * 2) % PORTS.length;
      boolean rare = random.nextInt(40) == 0;
      text.append(random.nextInt(5) == 0 ? "" : Integer.toString(random.nextInt(80)))
          .append(',')
          .append(String.format(Locale.ROOT, "%.4f", 1000 + random.nextGaussian()))
          .append(',')
          .append(random.nextInt(9) == 0 ? "" : rare ? "rare" + i : "\"" + PORTS[port] + "\"")
          .append(',')
          .append(random.nextInt(7) == 0 ? "" : Boolean.toString(random.nextInt(3) > 0))
          .append(',')
          .append(1 + random.nextInt(3))
          .append(",5,")
          .append(random.nextInt(2))
          .append('\n');
    }
    Path file = folder.resolve("passengers" + seed + ".csv");
    return new Passengers(Files.writeString(file, text));
  }

  Table table() {
    return (Table) DataReader.read(Source.file(file), ReadOptions.defaults()).records();
  }

  Dataset<Row> dataset() {
    return Cluster.session()
        .read()
        .option("header", "true")
        .option("inferSchema", "true")
        .csv(file.toString());
  }
}
