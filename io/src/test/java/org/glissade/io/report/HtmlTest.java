package org.glissade.io.report;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HtmlTest {
  @Property
  void noTextLeavesItsElementOrAttribute(@ForAll String text) {
    assertThat(Html.escape(text)).doesNotContain("<", ">", "\"", "'", "\0");
  }

  @Test
  void plainTextStaysAsItIs() {
    assertThat(Html.escape("Größe → 5 m² & mehr")).isEqualTo("Größe → 5 m² &amp; mehr");
  }

  @Test
  void longNamesAreCutBetweenCharacters() {
    String faces = "😀".repeat(100);
    assertThat(Html.brief(faces)).endsWith("…").startsWith("😀");
    assertThat(Html.brief(faces).codePointCount(0, Html.brief(faces).length())).isEqualTo(80);
    assertThat(Html.brief("short")).isEqualTo("short");
  }
}
