package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private static Terminal out(Map<String, String> environment) {
    return Terminal.of(Terminal.Stream.OUT, environment);
  }

  @Test
  void coloursNeedATerminalAndNobodyAgainstThem() {
    assertThat(out(Map.of("GLISSADE_TERMINAL", "out err")).colour()).isTrue();
    assertThat(out(Map.of("GLISSADE_TERMINAL", "none")).colour()).isFalse();
    assertThat(out(Map.of("GLISSADE_TERMINAL", "out", "NO_COLOR", "1")).colour()).isFalse();
    assertThat(out(Map.of("GLISSADE_TERMINAL", "out", "NO_COLOR", "")).colour()).isTrue();
    assertThat(out(Map.of("GLISSADE_TERMINAL", "out", "TERM", "dumb")).colour()).isFalse();
  }

  @Test
  void eachStreamIsATerminalByItself() {
    Map<String, String> onlyErr = Map.of("GLISSADE_TERMINAL", " err");
    assertThat(Terminal.of(Terminal.Stream.OUT, onlyErr).live()).isFalse();
    assertThat(Terminal.of(Terminal.Stream.ERR, onlyErr).live()).isTrue();
  }

  @Test
  void aTerminalWithoutColoursIsStillLive() {
    assertThat(out(Map.of("GLISSADE_TERMINAL", "out", "NO_COLOR", "1")).live()).isTrue();
    assertThat(out(Map.of("GLISSADE_TERMINAL", "out", "TERM", "dumb")).live()).isFalse();
  }

  @Test
  void theFirstLocaleThatIsSetDecidesOnUnicode() {
    assertThat(out(Map.of("LANG", "tr_TR.UTF-8")).unicode()).isTrue();
    assertThat(out(Map.of("LANG", "C.utf8")).unicode()).isTrue();
    assertThat(out(Map.of("LANG", "tr_TR.UTF-8", "LC_ALL", "C")).unicode()).isFalse();
    assertThat(out(Map.of("LANG", "tr_TR.UTF-8", "LC_ALL", "")).unicode()).isTrue();
    assertThat(out(Map.of("LANG", "de_DE.ISO-8859-1", "LC_CTYPE", "C.UTF-8")).unicode()).isTrue();
    assertThat(out(Map.of()).unicode()).isFalse();
  }

  @Test
  void theWidthIsToldOr80() {
    assertThat(out(Map.of("COLUMNS", "132")).width()).isEqualTo(132);
    assertThat(out(Map.of("COLUMNS", "3")).width()).isEqualTo(20);
    assertThat(out(Map.of("COLUMNS", "wide")).width()).isEqualTo(80);
    assertThat(out(Map.of("COLUMNS", "0")).width()).isEqualTo(80);
    assertThat(out(Map.of()).width()).isEqualTo(80);
  }

  @Test
  void stylesLeaveTheTextAloneWithoutColours() {
    assertThat(Terminal.none().bold("loss")).isEqualTo("loss");
    assertThat(new Terminal(true, true, true, 80).bold("loss")).isEqualTo("\u001b[1mloss\u001b[0m");
    assertThat(new Terminal(true, true, true, 80).bold("")).isEmpty();
  }
}
