package org.glissade.io.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.glissade.io.DataException;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.encode.Task;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.Format;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.Source;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.pipeline.OnlineTraining.Line;
import org.glissade.io.pipeline.OnlineTraining.Result;
import org.glissade.model.Loss;
import org.glissade.spec.SpecException;
import org.glissade.train.Recipe;
import org.glissade.train.Sgd;
import org.glissade.train.TrainingState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OnlineTrainingTest {
  /** Keeps the table. */
  private static class Heard implements OnlineTraining.Listener {
    final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    final List<String> notes = new ArrayList<>();

    @Override
    public void started(TargetEncoder target, Loss loss, Recipe recipe) {}

    @Override
    public void line(Line line) {
      lines.add(line);
    }

    @Override
    public void note(String note) {
      notes.add(note);
    }

    @Override
    public void learnt(Supplier<Result> now) {}
  }

  private final Heard heard = new Heard();
  private List<String> classes = List.of();
  private @Nullable Task task;
  private @Nullable String weightColumn;
  private @Nullable ModelFile warm;
  private @Nullable TrainingState state;
  private ReadOptions options = ReadOptions.defaults();
  private BooleanSupplier interrupted = () -> false;
  private Consumer<Sgd> configure = sgd -> {};

  private Result run(InputStream in) {
    TrainingSettings d = TrainingSettings.defaults();
    TrainingSettings settings =
        new TrainingSettings(task, null, 0, null, true, d.scaling(), null, 0, true, 0);
    return OnlineTraining.run(
        Source.stream("log", in),
        options,
        new OnlineTraining.Request(settings, classes, weightColumn, warm, state, "test"),
        configure,
        heard,
        interrupted);
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Hands one byte over at a time, as the slowest pipe there could be. */
  private static InputStream slow(String text) {
    return new InputStream() {
      private final InputStream all = bytes(text);

      @Override
      public int read() throws IOException {
        return all.read();
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        return all.read(into, offset, Math.min(1, length));
      }
    };
  }

  private static String table(int rows) {
    StringBuilder text = new StringBuilder("x,\"z, with\",y\n");
    for (int i = 0; i < rows; i++) {
      int x = i * 37 % 11 - 5;
      int z = i * 53 % 7 - 3;
      text.append(x).append(",\"").append(z).append("\",").append(2 * x - z + 1).append('\n');
    }
    return text.toString();
  }

  /** w = b = 0, rate ½: the losses of the hand computation in core's ProgressiveValidationTest. */
  @Test
  void theTableIsTheOneComputedByHand() {
    configure = sgd -> sgd.learningRate(0.5);
    Result result = run(bytes("x,y\n1,2\n2,1\n0,1\n-1,0\n"));
    assertThat(heard.lines)
        .containsExactly(
            new Line(2, 2, 1, 1, "2.0000", "0.0000", 2),
            new Line(2, 2, 2, 2, "1.0000", "3.0000", 2),
            new Line(1.40625, 0.8125, 4, 4, "0.0000", "1.5000", 2));
    assertThat(result.end()).isEqualTo(OnlineTraining.End.END_OF_DATA);
    assertThat(result.metrics().get("mae")).isEqualTo((2 + 2 + 1 + 1.5) / 4);
    assertThat(result.loss()).isEqualTo(1.40625);
  }

  @Test
  void howTheBytesCameChangesNoBit() {
    Result whole = run(bytes(table(300)));
    Result slow = run(slow(table(300)));
    assertThat(slow.model()).isEqualTo(whole.model());
    assertThat(whole.rows()).isEqualTo(300);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "gzip", "zstandard"})
  void aLineIsLearntFromAsSoonAsItHasEnded(String packed) throws Exception {
    options = options.format(Format.LIBSVM);
    PipedOutputStream pipe = new PipedOutputStream();
    PipedInputStream in = new PipedInputStream(pipe);
    OutputStream out =
        switch (packed) {
          case "gzip" -> new GZIPOutputStream(pipe, true);
          case "zstandard" -> new ZstdOutputStream(pipe);
          default -> pipe;
        };
    CompletableFuture<Result> result = CompletableFuture.supplyAsync(() -> run(in));
    for (int i = 0; i < 4; i++) {
      out.write(("1 1:" + (i + 1) + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
      if (i != 2) { // lines of the table come at 1, 2, 4
        Line line = heard.lines.poll(30, TimeUnit.SECONDS);
        assertThat(line).isNotNull();
        assertThat(line.examples()).isEqualTo(i + 1);
      }
    }
    out.close();
    assertThat(result.get().rows()).isEqualTo(4);
  }

  @Test
  void anInterruptEndsTheWaitForRows() throws Exception {
    options = options.format(Format.LIBSVM);
    AtomicBoolean stop = new AtomicBoolean();
    interrupted = stop::get;
    PipedOutputStream out = new PipedOutputStream();
    PipedInputStream in = new PipedInputStream(out);
    CompletableFuture<Result> result = CompletableFuture.supplyAsync(() -> run(in));
    out.write("1 1:1 3:2\n".getBytes(StandardCharsets.UTF_8));
    out.flush();
    assertThat(heard.lines.poll(30, TimeUnit.SECONDS)).isNotNull();
    stop.set(true);
    assertThat(result.get().end()).isEqualTo(OnlineTraining.End.INTERRUPTED);
    assertThat(result.get().model().features().width()).isEqualTo(3);
  }

  @Test
  void rowsAboveABadOneAreLearntFrom() {
    String[][] bad = {
      {"x,y\n1,2\n2,3\nabc,4\n5,6\n", "log:4:x"},
      {"x,y\n1,2\n2,3\n4\n5,6\n", "log:4"},
      {"x,y\n1,2\n2,3\n4,\n5,6\n", "row 3"},
      {"1 1:2\n-1 2:3\n0 1:x\n1 1:1\n", "log:3:5"},
      {"1 1:2\n-1 2:3\n0 2:1 1:1\n1 1:1\n", "log:3"},
    };
    for (String[] text : bad) {
      Result result = run(bytes(text[0]));
      assertThat(result.rows()).as(text[0]).isEqualTo(2);
      assertThat(result.end()).isEqualTo(OnlineTraining.End.BAD_ROW);
      assertThat(result.fault()).hasMessageContaining(text[1]);
    }
    assertThatThrownBy(() -> run(bytes("x,y\nabc,4\n"))).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> run(bytes(""))).isInstanceOf(DataException.class);
  }

  @Test
  void twoClassesThatNobodyNamedAreOneAndTheFirstOther() {
    task = Task.BINARY;
    Result result = run(bytes("1 1:1\n1 1:2\n-1 2:1\n-1 2:2\n"));
    assertThat(result.model().target().classes()).containsExactly("-1", "1");
    assertThat(run(bytes("x,y\n1,1\n2,0\n")).model().target().classes()).containsExactly("0", "1");
    Result third = run(bytes("1 1:1\n0 1:2\n-1 2:1\n"));
    assertThat(third.rows()).isEqualTo(2);
    assertThat(third.fault()).hasMessageContaining("row 3");
  }

  @Test
  void classesAreNamedBeforehand() {
    classes = List.of("no", "yes", "perhaps");
    StringBuilder text = new StringBuilder("x,y\n");
    for (int i = 0; i < 60; i++) {
      text.append(i % 3 - 1).append(',').append(classes.get(i % 3)).append('\n');
    }
    Result result = run(bytes(text.toString()));
    assertThat(result.model().target().classes()).isEqualTo(classes);
    assertThat(result.metrics()).containsKey("accuracy");
    classes = List.of();
    task = Task.MULTICLASS;
    assertThatThrownBy(() -> run(bytes("x,y\n1,a\n")))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("--classes");
  }

  @Test
  void weightsCountAndRowsWithoutAnyChangeNothing() {
    weightColumn = "w";
    Result with = run(bytes("x,w,y\n1,0,5\n1,2,1\n3,0,9\n2,1,4\n"));
    Result without = run(bytes("x,w,y\n1,2,1\n2,1,4\n"));
    assertThat(with.model().params()).isEqualTo(without.model().params());
    assertThat(with.weight()).isEqualTo(3);
    assertThat(with.examples()).isEqualTo(4);
    assertThat(with.loss()).isEqualTo(without.loss());
    assertThat(with.model().features().width()).isEqualTo(1);
  }

  @Test
  void aWarmStartGoesOnFromTheModelAndGrowsWithNumberedFeatures() {
    configure = sgd -> sgd.learningRate(0.1);
    ModelFile first = run(bytes("3 1:1 2:1\n2 1:1\n")).model();
    warm = first;
    Result result = run(bytes("1 5:2\n"));
    float[] before = first.params();
    float[] after = result.model().params();
    // the row has no feature that was known: only feature 5 and the bias move
    assertThat(result.model().features().width()).isEqualTo(5);
    double slope = before[2] - 1;
    assertThat(after[0]).isEqualTo(before[0]);
    assertThat(after[4]).isCloseTo((float) (-0.1 * slope * 2), within(1e-6f));
    assertThat(after[5]).isCloseTo((float) (before[2] - 0.1 * slope), within(1e-6f));
  }

  @Test
  void aWarmStartEncodesRowsAsItsModelDoes() {
    String rows = "city,x,note,y\nRome,100,a,1\nOslo,300,b,3\nRome,200,c,1.5\nOslo,400,d,3.5\n";
    TrainingSettings settings = TrainingSettings.defaults();
    ModelFile trained =
        Pipeline.of(
                DataReader.read(Source.stream("rows", bytes(rows)), options.drop(List.of("note"))),
                settings,
                note -> {})
            .train(sgd -> sgd.epochs(50).learningRate(0.1))
            .model();
    warm = trained;
    configure = sgd -> sgd.learningRate(0.01);
    Result result = run(bytes("note,y,city,x\nzz,1,Rome,100\nzz,2,Paris,200\n"));
    assertThat(result.rows()).isEqualTo(2);
    assertThat(result.model().features()).isEqualTo(trained.features());
    assertThat(result.model().target()).isEqualTo(trained.target());
    // the first loss is that of the trained model, in the units of the target
    Scorecard card =
        Scorecard.of(
            trained,
            DataReader.read(
                    Source.stream("rows", bytes("city,x,y\nRome,100,1\n")),
                    ReadOptions.defaults().target("y").expected(List.of("x", "y"), List.of("city")))
                .records(),
            null,
            note -> {});
    assertThat(heard.lines.remove().average()).isCloseTo(card.loss(), within(1e-6));
  }

  @Test
  void aResumedRunIsTheOneThatWasNotBroken() throws IOException {
    String[] parts = {"3 1:1 2:1\n2 1:1\n5 3:2\n", "1 5:2\n4 1:3 3:1\n"};
    Result whole = run(bytes(parts[0] + parts[1]));
    Result first = run(bytes(parts[0]));
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    first.state().writeTo(kept);
    warm = first.model();
    state = TrainingState.readFrom(new ByteArrayInputStream(kept.toByteArray()));
    Result rest = run(bytes(parts[1]));
    assertThat(rest.model().params()).isEqualTo(whole.model().params());
    assertThat(rest.loss()).isEqualTo(whole.loss());
    assertThat(rest.examples()).isEqualTo(5);
    assertThat(rest.rows()).isEqualTo(2);
  }

  @Test
  void missingNumbersCountAsTheMeanOfThoseAbove() {
    Result filled = run(bytes("x,y\n1,2\n4,1\n2.5,3\n6,2\n"));
    Result missing = run(bytes("x,y\n1,2\n4,1\n,3\n6,2\n"));
    assertThat(missing.model().params()).isEqualTo(filled.model().params());
  }

  @Test
  void compressedRowsAreUnpacked() throws IOException {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    ByteArrayOutputStream zstandard = new ByteArrayOutputStream();
    try (OutputStream one = new GZIPOutputStream(gzip);
        OutputStream other = new ZstdOutputStream(zstandard)) {
      one.write(table(50).getBytes(StandardCharsets.UTF_8));
      other.write(table(50).getBytes(StandardCharsets.UTF_8));
    }
    for (ByteArrayOutputStream packed : List.of(gzip, zstandard)) {
      Result result = run(new ByteArrayInputStream(packed.toByteArray()));
      assertThat(result.model()).isEqualTo(run(bytes(table(50))).model());
    }
  }
}
