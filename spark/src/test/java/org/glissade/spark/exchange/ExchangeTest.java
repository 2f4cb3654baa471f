package org.glissade.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ExchangeTest {
  @Property(tries = 60)
  void everyWorkerHasTheSumsTheGreatestAndWhatAllSaid(
      @ForAll @IntRange(min = 1, max = 6) int workers,
      @ForAll @IntRange(min = 0, max = 3000) int length,
      @ForAll @DoubleRange(min = 0, max = 1) double density,
      @ForAll boolean encrypts,
      @ForAll long seed)
      throws Exception {
    float[][] floats = new float[workers][length];
    double[][] doubles = new double[workers][length];
    for (int w = 0; w < workers; w++) {
      Random random = new Random(seed + w);
      for (int i = 0; i < length; i++) {
        floats[w][i] = random.nextDouble() < density ? (float) random.nextGaussian() : 0;
        doubles[w][i] = random.nextGaussian();
      }
    }
    record Result(float[] sum, float[] greatest, double[] wide, List<byte[]> said) {}
    List<Future<Result>> results =
        Workers.run(
            workers,
            encrypts,
            exchange -> {
              float[] sum = floats[exchange.rank()].clone();
              float[] greatest = floats[exchange.rank()].clone();
              double[] wide = doubles[exchange.rank()].clone();
              exchange.sum(sum);
              exchange.max(greatest);
              exchange.sum(wide);
              return new Result(
                  sum, greatest, wide, exchange.gather(new byte[exchange.rank() + 1]));
            });
    for (Future<Result> each : results) {
      Result result = each.get();
      assertThat(result.said().stream().map(said -> said.length).toList())
          .isEqualTo(java.util.stream.IntStream.rangeClosed(1, workers).boxed().toList());
      for (int i = 0; i < length; i++) {
        double sum = 0;
        double wide = 0;
        float greatest = Float.NEGATIVE_INFINITY;
        for (int w = 0; w < workers; w++) {
          sum += floats[w][i];
          wide += doubles[w][i];
          greatest = Math.max(greatest, floats[w][i]);
        }
        assertThat(result.sum()[i]).isEqualTo((float) sum);
        assertThat(result.greatest()[i]).isEqualTo(greatest);
        assertThat(result.wide()[i]).isEqualTo(wide);
      }
    }
  }

  @Test
  void aSparseArrayTakesFewBytes() throws Exception {
    int length = 1 << 20;
    List<Future<Long>> sent =
        Workers.run(
            2,
            exchange -> {
              float[] values = new float[length];
              values[exchange.rank()] = 1;
              values[length - 1] = 1;
              exchange.sum(values);
              assertThat(values[0] + values[1] + values[length - 1]).isEqualTo(4f);
              return exchange.sent();
            });
    assertThat(sent.get(0).get()).isLessThan(100);
  }

  @Test
  void aLostWorkerEndsTheOthersInsteadOfLettingThemWait() throws Exception {
    List<Future<String>> results =
        Workers.run(
            3,
            exchange -> {
              if (exchange.rank() == 1) {
                return "gone";
              }
              try {
                exchange.sum(new float[1000]);
                return "done";
              } catch (RuntimeException e) {
                return "told";
              }
            });
    assertThat(results.get(0).get()).isEqualTo("told");
    assertThat(results.get(2).get()).isEqualTo("told");
  }

  @Test
  void aCallerWhoDoesNotKnowTheSecretIsSentAway() throws Exception {
    Credentials credentials = Credentials.random(false);
    try (Meeting meeting = new Meeting("127.0.0.1", credentials);
        Meeting second = new Meeting("127.0.0.1", credentials)) {
      try (Socket stranger = new Socket("127.0.0.1", meeting.port())) {
        stranger.getOutputStream().write(new byte[100]);
        List<java.net.InetSocketAddress> addresses =
            List.of(
                new java.net.InetSocketAddress("127.0.0.1", meeting.port()),
                new java.net.InetSocketAddress("127.0.0.1", second.port()));
        Thread other =
            Thread.ofPlatform()
                .start(
                    () -> {
                      try (Exchange exchange = second.join(1, addresses)) {
                        exchange.sum(new double[] {2});
                      } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                      }
                    });
        try (Exchange exchange = meeting.join(0, addresses)) {
          double[] sum = {1};
          exchange.sum(sum);
          assertThat(sum[0]).isEqualTo(3);
        }
        other.join();
        int challenge = 16;
        assertThat(stranger.getInputStream().readAllBytes()).hasSize(challenge);
      }
    }
  }
}
