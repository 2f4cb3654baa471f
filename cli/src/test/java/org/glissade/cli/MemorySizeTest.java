package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.glissade.io.DataException;
import org.glissade.io.table.Column;
import org.glissade.io.table.Table;
import org.glissade.spec.SpecException;
import org.junit.jupiter.api.Test;

class MemorySizeTest {
  @Test
  void sizesAreNumbersWithAUnit() {
    assertThat(MemorySize.parse("--memory", "4096")).isEqualTo(4096);
    assertThat(MemorySize.parse("--memory", "3k")).isEqualTo(3 << 10);
    assertThat(MemorySize.parse("--memory", "400MB")).isEqualTo(400L << 20);
    assertThat(MemorySize.parse("--memory", "20g")).isEqualTo(20L << 30);
    for (String wrong : new String[] {"", "m", "-1m", "1.5g", "2x", "9999999999"}) {
      assertThatExceptionOfType(SpecException.class)
          .isThrownBy(() -> MemorySize.parse("--memory", wrong))
          .withMessageContaining("such as 400m or 2g, not " + wrong);
    }
  }

  @Test
  void rowsThatTakeMoreAreRefusedWithTheLeastThatIsEnough() {
    Column column = new Column.Numeric("x", new float[1 << 20]);
    Table table = new Table("data.csv", 1 << 20, List.of(column));
    assertThatThrownBy(() -> MemorySize.forRows(10 << 20, table))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.csv takes about 24m")
        .hasMessageContaining("--cache")
        .hasMessageContaining("--memory 24m");
    assertThat(MemorySize.forRows(24 << 20, table)).isPositive();
  }
}
