package org.glissade.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecTest {
  @Provide
  Arbitrary<Spec> specs() {
    return specs(3);
  }

  private static Arbitrary<Spec> specs(int depth) {
    Arbitrary<String> names =
        Arbitraries.strings().ofMinLength(1).ofMaxLength(8).withChars("abz019.-+%_");
    if (depth == 0) {
      return names.map(name -> new Spec(name, List.of()));
    }
    Arbitrary<String> keys =
        Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(5).injectNull(0.5);
    Arbitrary<Spec.Argument> arguments =
        Combinators.combine(keys, specs(depth - 1)).as(Spec.Argument::new);
    return Combinators.combine(names, arguments.list().ofMaxSize(3)).as(Spec::new);
  }

  @Property
  void whatIsPrintedIsReadBack(@ForAll("specs") Spec spec) {
    assertThat(Spec.parse(spec.toString())).isEqualTo(spec);
  }

  @Property
  void anyTextIsReadOrRefusedWithItself(@ForAll String text) {
    try {
      Spec spec = Spec.parse(text);
      assertThat(Spec.parse(spec.toString())).isEqualTo(spec);
    } catch (SpecException e) {
      assertThat(e).hasMessageContaining(text);
    }
  }

  @Property
  void numbersAreReadBackToTheSameValue(@ForAll double value) {
    assertThat(Double.parseDouble(Spec.number(value))).isEqualTo(value == 0 ? 0 : value);
    assertThat(Spec.parse(Spec.number(value)).asNumber()).isEqualTo(value == 0 ? 0 : value);
  }

  @Test
  void numbersAreWrittenAsPeopleWriteThem() {
    assertThat(Spec.number(10)).isEqualTo("10");
    assertThat(Spec.number(0.1)).isEqualTo("0.1");
    assertThat(Spec.number(1e-4)).isEqualTo("1.0e-4");
    assertThat(Spec.number(-3)).isEqualTo("-3");
  }

  @Test
  void spacesDoNotMatter() {
    assertThat(Spec.parse(" cosine ( 0.1 ,  end = 0.001 ) "))
        .isEqualTo(Spec.parse("cosine(0.1, end=0.001)"));
    assertThat(Spec.parse("polyak()")).isEqualTo(Spec.parse("polyak"));
  }

  /** The tests run under a Turkish locale, where I is not the capital of i. */
  @Test
  void keysAreLowerCaseInEveryLocale() {
    assertThat(Spec.parse("f(INIT=1)").arguments().getFirst().key()).isEqualTo("init");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "(", "f(", "f(1", "f(1,", "f(1,)", "f)", "f(a=)", "f(=1)", "a b"})
  void aTextThatIsNoFormIsRefusedWithThePlace(String text) {
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> Spec.parse(text))
        .withMessageContaining("at character")
        .withMessageContaining("\"" + text + "\"");
  }

  @Test
  void nestingWithoutEndIsRefused() {
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> Spec.parse("f(".repeat(100_000)));
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> Spec.parse("f(".repeat(100_000) + "1" + ")".repeat(100_000)));
  }

  @Test
  void argumentsAreBoundByPlaceAndByName() {
    Spec.Arguments bound = Spec.parse("f(1, c=3)").bind("a", "b", "c");
    assertThat(bound.number("a")).isEqualTo(1);
    assertThat(bound.number("b", 2)).isEqualTo(2);
    assertThat(bound.number("c")).isEqualTo(3);
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> bound.number("b"))
        .withMessageContaining("f(1, c=3) lacks b");
  }

  @Test
  void argumentsThatCannotBeBoundAreNamed() {
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> Spec.parse("f(x=1)").bind("a"))
        .withMessageContaining("f has no argument x; it takes f(a)");
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> Spec.parse("f(1, 2)").bind("a"))
        .withMessageContaining("too many arguments");
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> Spec.parse("f(1, a=2)").bind("a"))
        .withMessageContaining("gives a twice");
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> Spec.parse("f(word)").bind("a").number("a"))
        .withMessageContaining("expected a number instead of word");
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> Spec.parse("f(1)").bind())
        .withMessageContaining("none");
  }
}
