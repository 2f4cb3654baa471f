package org.glissade.lab.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;
import org.glissade.io.json.Json;
import org.glissade.lab.server.Call;
import org.glissade.lab.server.Feed;
import org.glissade.lab.server.Reply;
import org.glissade.lab.server.Route;
import org.glissade.train.StopReason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunBoardTest {
  @TempDir private Path folder;
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final List<List<String>> commands = new CopyOnWriteArrayList<>();
  private Path runs;
  private Path data;
  private RecordedRun recorded;
  private RunBoard board;

  @BeforeEach
  void open() throws IOException {
    runs = folder.resolve("runs");
    data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("flats.csv"), "a,b\n1,2\n");
    Files.writeString(folder.resolve("secret.csv"), "a,b\n1,2\n");
    recorded = new RecordedRun(runs, "flats.csv");
    for (int epoch = 1; epoch <= 4; epoch++) {
      recorded.epoch(1.0 / epoch, 2.0 / epoch);
    }
    recorded.stop(StopReason.EPOCHS);
    board =
        new RunBoard(
            new RunBoard.Places(runs, List.of(data)),
            arguments -> {
              commands.add(arguments);
              return new ProcessBuilder("sh", "-c", "echo no such thing >&2; exec sleep 60")
                  .start();
            },
            new Feed(),
            InstantSource.system(),
            faults::add);
  }

  @AfterEach
  void close() {
    board.close();
    assertThat(faults).isEmpty();
  }

  private Reply.Whole ask(String pattern, Call call) throws Exception {
    Route route =
        board.routes().stream()
            .filter(each -> (each.method() + " " + each.pattern()).equals(pattern))
            .findFirst()
            .orElseThrow();
    return (Reply.Whole) route.endpoint().answer(call);
  }

  private static Call call(Map<String, String> parameters, Map<String, String> query) {
    return new Call(parameters, query, Map.of(), new Fields("the request", Map.of()));
  }

  private static Call posted(Map<String, String> parameters, Map<String, Object> body) {
    return new Call(
        parameters, Map.of(), Map.of(), new Fields("the request", new LinkedHashMap<>(body)));
  }

  private static Map<String, @Nullable Object> json(Reply.Whole reply) {
    return Json.object(new String(reply.body(), StandardCharsets.UTF_8));
  }

  /** Waits for the watcher: the record is read by its own thread. */
  private Frames series(Map<String, String> query) throws Exception {
    for (int i = 0; ; i++) {
      Frames frames =
          new Frames(
              ask("GET /api/runs/{run}/series", call(Map.of("run", recorded.name()), query))
                  .body());
      if ("finished".equals(frames.head.get("status")) || i == 400) {
        return frames;
      }
      Thread.sleep(25);
    }
  }

  /** A reply of arrays, taken apart as the page does. */
  private static final class Frames {
    private final Map<String, @Nullable Object> head;
    private final Map<String, double[]> arrays = new LinkedHashMap<>();

    Frames(byte[] bytes) {
      ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int length = all.getInt();
      head = Json.object(new String(bytes, 4, length, StandardCharsets.UTF_8));
      for (Fields array : new Fields("head", head).objects("arrays")) {
        double[] values = new double[array.count("length")];
        for (int i = 0; i < values.length; i++) {
          values[i] = all.getDouble(4 + length + array.count("offset") + 8 * i);
        }
        arrays.put(array.text("name"), values);
      }
    }
  }

  @Test
  void theSeriesAreThoseOfTheRecord() throws Exception {
    Map<String, double[]> arrays = series(Map.of()).arrays;
    assertThat(arrays.get("epoch.mean")).containsExactly(1, 1 / 2.0, 1 / 3.0, 1 / 4.0);
    assertThat(arrays.get("validation.last")).containsExactly(2, 1, 2 / 3.0, 2 / 4.0);
    assertThat(arrays.get("train.mean")).containsExactly(1.5, 0.75, 0.5, 0.375);
    assertThat(arrays.get("train.updates")).containsExactly(5, 15, 25, 35);
    assertThat(arrays.get("train.epochs")).containsExactly(0.5, 1.5, 2.5, 3.5);
    assertThat(arrays.get("train.seconds")).containsExactly(0.5, 1.5, 2.5, 3.5);
    assertThat(arrays.get("norm.last")).containsOnly(0.5);
    assertThat(arrays.get("scale.last")).containsOnly(128);
    assertThat(arrays.get("batch.last")).containsOnly(64);
    assertThat(arrays.get("speed.last")).containsOnly(640);
  }

  @Test
  void whoHasThePointsIsSentOnlyTheRest() throws Exception {
    series(Map.of());
    Map<String, double[]> rest =
        series(Map.of("start", "1", "points", "3,3,3,6,3,3,4,6", "widths", "1,1,1,1,1,1,1,1"))
            .arrays;
    assertThat(rest.get("epoch.mean")).containsExactly(1 / 4.0);
    assertThat(rest.get("rate.mean")).hasSize(2);
    Map<String, double[]> another =
        series(Map.of("start", "0", "points", "3,3,3,6,3,3,4,6", "widths", "1,1,1,1,1,1,1,1"))
            .arrays;
    assertThat(another.get("epoch.mean")).as("of an earlier start").hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "", "../data", "/etc", "nobody", "data\u0000"})
  void onlyNamesInTheListReachARecord(String name) {
    assertThatThrownBy(() -> ask("GET /api/runs/{run}/series", call(Map.of("run", name), Map.of())))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("there is no run");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "a", "-1,0,0,0,0,0,0,0", "1,2,3,4,5,6,7,8,9", "1,,2,3,4,5,6,7"})
  void numbersThatAreNoneAreRefused(String points) {
    assertThatThrownBy(
            () ->
                ask(
                    "GET /api/runs/{run}/series",
                    call(Map.of("run", recorded.name()), Map.of("points", points))))
        .isInstanceOf(DataException.class);
  }

  // --- trainings -------------------------------------------------------------------------------

  @Test
  void onlyFilesInTheListAreTrainedOn() throws Exception {
    assertThat(json(ask("GET /api/files", call(Map.of(), Map.of()))).toString())
        .contains("flats.csv")
        .doesNotContain("secret", folder.toString());
    for (String name :
        List.of("../secret.csv", data.resolve("flats.csv").toString(), "secret.csv", "-")) {
      assertThatThrownBy(() -> ask("POST /api/trainings", posted(Map.of(), Map.of("data", name))))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("there is no file");
    }
    assertThat(commands).isEmpty();
  }

  @Test
  void theColumnsOfAFileAreThoseOfItsReaderAndTheTargetTheOneThatIsTakenUnnamed() throws Exception {
    Files.writeString(
        data.resolve("homes.tsv"), "rooms\tdoor colour\tprice\n1\tred\t2\n2\tblue\t3\n");
    Files.writeString(data.resolve("sparse.svm"), "1 1:2\n0 2:1\n");
    Files.writeString(data.resolve("torn.csv"), "a,b\n\"1,2\n");
    assertThat(columns("homes.tsv"))
        .containsEntry("columns", List.of("rooms", "door colour", "price"))
        .containsEntry("targets", List.of("price"));
    for (String name : List.of("sparse.svm", "torn.csv")) {
      assertThat(columns(name)).as(name).containsEntry("columns", List.of());
    }
    for (String name : List.of("../secret.csv", data.resolve("flats.csv").toString())) {
      assertThatThrownBy(() -> columns(name))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("there is no file");
    }
  }

  private Map<String, @Nullable Object> columns(String file) throws Exception {
    return json(ask("GET /api/columns", call(Map.of(), Map.of("file", file))));
  }

  @Test
  void whatIsAskedForStandsBehindItsOptionWhateverItIs() throws Exception {
    Map<String, Object> order =
        Map.of("data", "flats.csv", "target", "--output=/etc/passwd", "epochs", "3; rm -rf /");
    ask("POST /api/trainings", posted(Map.of(), order));
    assertThat(commands.getFirst())
        .startsWith("train", data.resolve("flats.csv").toString())
        .contains("--target=--output=/etc/passwd", "--epochs=3; rm -rf /")
        .contains("--runs=" + runs)
        .hasSize(6);
    assertThatThrownBy(
            () ->
                ask(
                    "POST /api/trainings",
                    posted(Map.of(), Map.of("data", "flats.csv", "model", "a\nb"))))
        .isInstanceOf(DataException.class);
  }

  @Test
  void aTrainingIsStoppedAndWhatItSaidIsTold() throws Exception {
    ask("POST /api/trainings", posted(Map.of(), Map.of("data", "flats.csv")));
    assertThat(first().get("running")).isEqualTo(true);
    while (!String.valueOf(first().get("lines")).contains("no such thing")) {
      Thread.sleep(25);
    }
    ask("POST /api/trainings/{training}/stop", posted(Map.of("training", "1"), Map.of()));
    while (Boolean.TRUE.equals(first().get("running"))) {
      Thread.sleep(25);
    }
    assertThat(first().get("status")).isEqualTo(143);
    assertThat(first().get("stopping")).isEqualTo(true);
  }

  @Test
  void trainingsEndWithTheLab() throws Exception {
    ask("POST /api/trainings", posted(Map.of(), Map.of("data", "flats.csv")));
    long process = ((Number) Objects.requireNonNull(first().get("process"))).longValue();
    board.close();
    assertThat(ProcessHandle.of(process).filter(ProcessHandle::isAlive)).isEmpty();
    assertThatThrownBy(
            () -> ask("POST /api/trainings", posted(Map.of(), Map.of("data", "flats.csv"))))
        .isInstanceOf(DataException.class);
  }

  /** The only training. */
  private Map<String, ? extends @Nullable Object> first() throws Exception {
    Map<String, @Nullable Object> reply = json(ask("GET /api/trainings", call(Map.of(), Map.of())));
    return new Fields("reply", reply).objects("trainings").getFirst().values();
  }
}
