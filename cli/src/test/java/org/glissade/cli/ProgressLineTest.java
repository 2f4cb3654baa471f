package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private static final long MILLISECOND = 1_000_000;
  private static final String ERASE = "\r\u001b[K";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
  private long now = -500;

  private ProgressLine line(Terminal terminal) {
    return new ProgressLine(out, terminal, () -> now);
  }

  private String printed() {
    out.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void nothingIsPrintedOrEvenAskedForOffATerminal() {
    AtomicInteger asked = new AtomicInteger();
    try (ProgressLine line = line(Terminal.none())) {
      line.show(() -> "epoch " + asked.incrementAndGet());
    }
    assertThat(printed()).isEmpty();
    assertThat(asked).hasValue(0);
  }

  @Test
  void atMostTenTextsASecondAreAskedFor() {
    AtomicInteger asked = new AtomicInteger();
    ProgressLine line = line(new Terminal(true, false, true, 80));
    for (int millisecond = 0; millisecond <= 1000; millisecond++) {
      line.show(() -> "epoch " + asked.incrementAndGet());
      now += MILLISECOND;
    }
    assertThat(asked).hasValue(11); // one at once, then ten in the second
    assertThat(printed()).startsWith(ERASE + "epoch 1" + ERASE + "epoch 2").endsWith("epoch 11");
  }

  @Test
  void theEndLeavesAnEmptyLineOnce() {
    ProgressLine line = line(new Terminal(true, false, true, 80));
    line.show(() -> "epoch 1");
    line.clear();
    line.close();
    assertThat(printed()).isEqualTo(ERASE + "epoch 1" + ERASE);
  }

  @Test
  void aLineThatStaysTakesTheProgressAway() {
    ProgressLine line = line(new Terminal(true, false, true, 80));
    line.show(() -> "epoch 1");
    line.println("epoch 1 took long");
    line.show(() -> "epoch 2");
    String end = System.lineSeparator();
    assertThat(printed())
        .isEqualTo(ERASE + "epoch 1" + ERASE + "epoch 1 took long" + end + ERASE + "epoch 2");
  }

  @Test
  void aLongTextDoesNotWrap() {
    line(new Terminal(true, false, true, 20)).show(() -> "😀".repeat(30));
    assertThat(printed()).isEqualTo(ERASE + "😀".repeat(19));
  }
}
