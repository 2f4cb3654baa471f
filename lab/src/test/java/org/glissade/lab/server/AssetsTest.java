package org.glissade.lab.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AssetsTest {
  @Test
  void everyFileOfThePageHasATypeAndIsServed() throws IOException {
    assertThat(Assets.names()).contains("index.html", "lab.css");
    assertThat(new TreeSet<>(Assets.names())).isEqualTo(new TreeSet<>(Assets.load().served()));
  }

  @Test
  void aBrowserThatHasTheFileGetsNoneAndIsToAskEachTime() throws IOException {
    try (Wire wire = new Wire()) {
      Wire.Answer first = wire.get("/lab.css").has(200);
      assertThat(first.header("content-type")).isEqualTo("text/css; charset=utf-8");
      assertThat(first.header("cache-control")).isEqualTo("no-cache");
      assertThat(first.body()).isNotEmpty();
      Wire.Answer same = wire.get("/lab.css", "If-None-Match: " + first.header("etag")).has(304);
      assertThat(same.body()).isEmpty();
      wire.get("/lab.css", "If-None-Match: \"old\"").has(200);
    }
  }

  @Test
  void theFirstPageIsTheIndex() throws IOException {
    Assets assets = Assets.load();
    assertThat(assets.find(List.of(), null)).isNotNull();
    assertThat(assets.find(List.of("nothing"), null)).isNull();
  }
}
