package org.glissade.bench.rivals;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vowpalwabbit.spark.VowpalWabbitNative;

/**
 * {@code VowpalText FILE MODEL}: from text to a saved model with Vowpal Wabbit through JNI, a line
 * at a time, with its default algorithm.
 */
final class VowpalText {
  private VowpalText() {}

  public static void main(String[] args) throws IOException {
    common.Native.load();
    VowpalWabbitNative vw = new VowpalWabbitNative("--quiet --loss_function logistic -b 20");
    try (BufferedReader lines = Files.newBufferedReader(Path.of(args[0]))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        vw.learnFromString(line);
      }
    }
    Files.write(Path.of(args[1]), vw.getModel());
    System.out.println("progressive loss " + vw.getPerformanceStatistics().getAverageLoss());
    vw.close();
  }
}
