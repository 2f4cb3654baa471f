package org.glissade.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.glissade.io.DataException;
import org.glissade.io.Release;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.pipeline.OnePassTraining;
import org.glissade.io.pipeline.OnlineTraining;
import org.glissade.io.pipeline.Pipeline;
import org.glissade.io.pipeline.ScoredRows;
import org.glissade.io.pipeline.Trained;
import org.glissade.io.pipeline.TrainingSettings;
import org.glissade.io.table.Records;
import org.glissade.spec.SpecException;
import org.glissade.train.Sgd;
import org.glissade.train.StopReason;
import org.glissade.train.Surroundings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code glissade train}: from a file to a model. */
@Command(
    name = "train",
    description = {
      "Learns a model from a file.",
      "Nothing needs to be set: task and loss are told from the target, features are scaled, a fifth",
      "of the rows is held out, the rate is searched, and training goes on until it has converged."
    },
    customSynopsis = "glissade train DATA [--target COLUMN] [-o MODEL] [options]",
    footer = {
      "glissade train examples/airfoil.csv --target sound_pressure",
      "learns to predict a number, and writes airfoil.glissade",
      "glissade train examples/iris.csv --target petal_length,petal_width --model mlp:32",
      "two numbers at once, by one network",
      "glissade train examples/adult.csv.gz -o income.glissade --class-weight balanced",
      "two classes of unequal size, from the last column",
      "glissade train data.csv --learning-rate \"warm-up(5%, cosine(0.1))\" --momentum 0.9 --epochs 30",
      "with a rate and a schedule of your own",
      "glissade train big.libsvm --task binary --optimizer ftrl --epochs 1 --order sequential"
          + " --scale none --validation 0",
      "one pass over rows as they are, learnt from while they are read, also with sgd and adagrad",
      "tail -f log.csv | glissade train - --online --task binary --target clicked -o clicks.glissade",
      "from rows as they come, each predicted before it is learnt from",
      "glissade train data.csv --runs runs --tensorboard runs",
      "recorded in a folder of its own in runs, with curves for TensorBoard",
      "glissade train data.csv --report run.html",
      "with a page about the run: curves, figures, weights",
      "glissade train data.csv --watch",
      "shown in the browser while it goes on",
      "cat data.libsvm | glissade train - --format libsvm --l1 1e-5 --json > summary.json",
      "from standard input, sparse weights, the summary as JSON",
    })
final class TrainCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Shell shell;

  @Parameters(index = "0", paramLabel = "DATA", description = "A file, or - for standard input.")
  private String data = "";

  @Option(
      names = {"-t", "--target"},
      paramLabel = "COLUMN",
      description =
          "What to predict: a column by name or number from 1 (default: the last). Several numbers at"
              + " once: COLUMN,COLUMN,… or a range such as 5-8.")
  private @Nullable String target;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "MODEL",
      description = "Where the model goes (default: DATA's name with .glissade, in this folder).")
  private @Nullable Path output;

  @Option(
      names = "--weight-column",
      paramLabel = "COLUMN",
      description = "A column that holds how much each row counts.")
  private @Nullable String weightColumn;

  @ArgGroup(validate = false, heading = HelpStyle.SECTION + "Data" + HelpStyle.END)
  private DataOptions dataOptions = new DataOptions();

  @ArgGroup(validate = false, heading = HelpStyle.SECTION + "Model" + HelpStyle.END)
  private ModelOptions modelOptions = new ModelOptions();

  @ArgGroup(validate = false, heading = HelpStyle.SECTION + "Steps" + HelpStyle.END)
  private StepOptions stepOptions = new StepOptions();

  @ArgGroup(validate = false, heading = HelpStyle.SECTION + "Run" + HelpStyle.END)
  private RunOptions runOptions = new RunOptions();

  @ArgGroup(validate = false, heading = HelpStyle.SECTION + "Rows as they come" + HelpStyle.END)
  private OnlineOptions onlineOptions = new OnlineOptions();

  @ArgGroup(validate = false, heading = HelpStyle.SECTION + "Record" + HelpStyle.END)
  private RecordOptions recordOptions = new RecordOptions();

  @Spec private @Nullable CommandSpec spec;

  TrainCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    long begin = System.nanoTime();
    TrainingSettings settings = settings();
    runOptions.check();
    modelOptions.checkHeldOut(
        runOptions.validationFile() != null || runOptions.validationShare() > 0);
    checkSteps();
    Path model = checkedOutput();
    recordOptions.check(shell.environment(), model, inputs());
    onlineOptions.check();
    if (onlineOptions.online()) {
      return online(begin, model, settings);
    }
    TrainReport report = new TrainReport(shell, runOptions.json(), runOptions.quiet());
    try (Watching watching = watching();
        Recording recording = recording(settings, report)) {
      int status = run(new Job(begin, model, report, settings, recording));
      if (watching != null) {
        watching.stay(status);
      }
      return status;
    }
  }

  private @Nullable Watching watching() {
    Path runs = recordOptions.places(shell.environment()).runs();
    return recordOptions.watch() && runs != null ? Watching.open(runs, shell) : null;
  }

  private int run(Job job) {
    ReadOptions options = readOptions();
    Integer done = asItComes(job, options);
    if (done != null) {
      return done;
    }
    ModelFile warm = runOptions.warmStart() == null ? null : ModelFile.read(runOptions.warmStart());
    ReadResult read = dataOptions.read(data, shell, options);
    ReadResult held = validationFile(options, read);
    List<String> notes = new ArrayList<>();
    Pipeline pipeline = Pipeline.of(read, held, job.settings(), warm, Release.number(), notes::add);
    double readSeconds = (System.nanoTime() - job.begin()) * 1e-9;
    job.report().data(read, pipeline, job.settings(), notes);
    runOptions.makeFolder();
    job.recording().learnt(pipeline);
    try (Interrupt interrupt = Interrupt.guard(PATIENCE, job.report()::interrupting)) {
      Surroundings surroundings = surroundings(interrupt, job);
      long trainBegin = System.nanoTime();
      Trained trained = train(pipeline, read.records(), surroundings, isScored());
      Diagnosed diagnosed = diagnosed(trained, job, pipeline, options);
      if (runOptions.retries() && diagnosed != null && !diagnosed.cure().changes().isEmpty()) {
        amend(diagnosed, job.report());
        TrainingSettings amended = settings();
        pipeline = Pipeline.of(read, held, amended, warm, Release.number(), note -> {});
        job.recording().learnt(pipeline);
        trained = train(pipeline, read.records(), surroundings, isScored());
        diagnosed = diagnosed(trained, job, pipeline, options);
      }
      double trainSeconds = (System.nanoTime() - trainBegin) * 1e-9;
      trained.model().write(job.model());
      job.recording().writePage(trained, rows(pipeline, trained), diagnosed, job.report().first());
      return finished(
          trained, job, diagnosed, new TrainReport.Seconds(readSeconds, trainSeconds, job.begin()));
    }
  }

  /**
   * Trains as the options say, and neither writes nor says anything.
   *
   * @param prepared told what was read, before the first step
   */
  Trained again(Consumer<Pipeline> prepared, Surroundings surroundings) {
    if (runOptions.resumes()) {
      throw new DataException(
          "it went on from a checkpoint, so that its way began in another run: replay cannot know it");
    }
    ReadOptions options = readOptions();
    ModelFile warm = runOptions.warmStart() == null ? null : ModelFile.read(runOptions.warmStart());
    ReadResult read = dataOptions.read(data, shell, options);
    ReadResult held = validationFile(options, read);
    Pipeline pipeline = Pipeline.of(read, held, settings(), warm, Release.number(), note -> {});
    prepared.accept(pipeline);
    return train(pipeline, read.records(), surroundings, false);
  }

  private static Supplier<@Nullable ScoredRows> rows(Pipeline pipeline, Trained trained) {
    return () -> pipeline.scoredRows(trained.model());
  }

  private int online(long begin, Path model, TrainingSettings settings) {
    runOptions.checkOnline();
    recordOptions.checkOnline();
    modelOptions.checkOnline();
    dataOptions.checkOnline();
    stepOptions.checkRateIsGiven();
    ModelFile warm = runOptions.warmStart() == null ? null : ModelFile.read(runOptions.warmStart());
    runOptions.makeFolder();
    OnlineReport report =
        new OnlineReport(shell, runOptions.json(), runOptions.quiet(), data, model, begin);
    OnlineTraining.Request request =
        new OnlineTraining.Request(
            settings,
            onlineOptions.classes(),
            weightColumn,
            warm,
            runOptions.resumed(),
            Release.number());
    try (Interrupt interrupt = Interrupt.guard(PATIENCE, report::interrupting)) {
      OnlineTraining.Result result =
          OnlineTraining.run(
              dataOptions.source(data, shell),
              readOptions(),
              request,
              sgd -> {
                stepOptions.configure(sgd);
                runOptions.configureOnline(sgd);
              },
              report.listener(
                  now -> {
                    if (runOptions.saveDue(System.nanoTime())) {
                      save(now.get(), model);
                    }
                  }),
              interrupt::requested);
      save(result, model);
      report.result(result, runOptions.seed());
      if (result.fault() != null) {
        throw result.fault();
      }
      return switch (result.end()) {
        case END_OF_DATA -> ExitCode.DONE;
        case DIVERGED -> ExitCode.DIVERGED;
        case INTERRUPTED -> ExitCode.INTERRUPTED;
        case BAD_ROW -> ExitCode.FAILED;
      };
    }
  }

  private TrainingSettings settings() {
    return modelOptions.settings(
        runOptions.validationShare(),
        stepOptions.choosesOrder(),
        runOptions.seed(),
        stepOptions.isAdaptive(),
        stepOptions.hasOwnPenalties());
  }

  /** Why it diverged; null if it did not, or its rows were forgotten. */
  private @Nullable Diagnosed diagnosed(
      Trained trained, Job job, Pipeline pipeline, ReadOptions options) {
    if (trained.outcome().reason() != StopReason.DIVERGED) {
      return null;
    }
    trained.model().write(job.model()); // before anything else can go wrong
    return Diagnosed.of(trained, pipeline, stepOptions, dataOptions.source(data, shell), options);
  }

  /** Says why the first run diverged, and takes the options with which the second will run. */
  private void amend(Diagnosed diagnosed, TrainReport report) {
    report.retrying(diagnosed);
    Map<String, String> changes = diagnosed.cure().changes();
    stepOptions.amend(changes);
    modelOptions.amend(changes);
  }

  private void save(OnlineTraining.Result result, Path model) {
    result.model().write(model);
    runOptions.finish(result.state());
  }

  /** What a run needs from its beginning to its end. */
  private record Job(
      long begin, Path model, TrainReport report, TrainingSettings settings, Recording recording) {}

  private Recording recording(TrainingSettings settings, TrainReport report) {
    List<String> arguments =
        spec == null ? List.of() : spec.commandLine().getParseResult().originalArgs();
    return new Recording(
        recordOptions.places(shell.environment()),
        recordOptions.report(),
        data,
        target,
        settings,
        arguments,
        InstantSource.system(),
        report::trouble);
  }

  private Surroundings surroundings(Interrupt interrupt, Job job) {
    return new Surroundings(
        System::nanoTime,
        interrupt::requested,
        job.recording().with(job.report().listener()),
        runOptions.checkpoint(System::nanoTime));
  }

  private int finished(
      Trained trained, Job job, @Nullable Diagnosed diagnosed, TrainReport.Seconds seconds) {
    runOptions.finish(trained.outcome().state());
    Recording recording = job.recording();
    Map<String, @Nullable Object> summary =
        isSummed() ? TrainJson.of(trained, job.model(), runOptions.seed(), seconds) : Map.of();
    if (isSummed()) {
      recording.addTo(summary);
      job.report().addTo(summary, diagnosed);
    }
    recording.finish(trained, summary);
    job.report().result(trained, diagnosed, job.model(), summary, recording.places());
    int status = exitCode(trained.outcome().reason());
    return status == ExitCode.DONE && recording.hasFailed() ? ExitCode.FAILED : status;
  }

  /** Whether the summary is asked for as an object. */
  private boolean isSummed() {
    return runOptions.json() || recordOptions.places(shell.environment()).runs() != null;
  }

  /** Whether figures beyond the loss are asked for. */
  private boolean isScored() {
    return !runOptions.quiet() || isSummed() || recordOptions.report() != null;
  }

  /** Reads and learns at the same time; null if that cannot be, and nothing was done. */
  private @Nullable Integer asItComes(Job job, ReadOptions options) {
    if (weightColumn != null || !dataOptions.readsText() || !runOptions.isOneFromScratch()) {
      return null;
    }
    try (Interrupt interrupt = Interrupt.guard(PATIENCE, job.report()::interrupting)) {
      Surroundings surroundings = surroundings(interrupt, job);
      List<String> notes = new ArrayList<>();
      Trained trained =
          OnePassTraining.train(
              dataOptions.source(data, shell),
              options,
              job.settings(),
              sgd -> configure(sgd, surroundings),
              isScored(),
              Release.number(),
              notes::add);
      if (trained == null) {
        return null;
      }
      job.report().data(data, trained, job.settings(), notes);
      job.recording().learnt(trained);
      trained.model().write(job.model());
      job.recording().writePage(trained, () -> null, null, null);
      double seconds = (System.nanoTime() - job.begin()) * 1e-9;
      return finished(trained, job, null, new TrainReport.Seconds(0, seconds, job.begin()));
    }
  }

  private void configure(Sgd sgd, Surroundings surroundings) {
    stepOptions.configure(sgd);
    runOptions.configure(sgd);
    sgd.surroundings(surroundings);
  }

  private Trained train(
      Pipeline pipeline, Records records, Surroundings surroundings, boolean scored) {
    try {
      return pipeline.train(
          sgd -> {
            configure(sgd, surroundings);
            runOptions.configureMemory(sgd, records);
          },
          scored);
    } catch (IllegalStateException e) {
      if (runOptions.resumes()) {
        throw new DataException(String.valueOf(e.getMessage()), e);
      }
      throw e;
    }
  }

  /** What is wrong with the options is said before the data are read. */
  private void checkSteps() {
    Sgd sgd = Sgd.regressor();
    try {
      stepOptions.configure(sgd);
    } catch (SpecException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new SpecException(String.valueOf(e.getMessage()));
    }
  }

  private Path checkedOutput() {
    return Destination.checked("--output", output != null ? output : defaultOutput(data), inputs());
  }

  /** The files that are read. */
  private String[] inputs() {
    String held = runOptions.validationFile();
    return new String[] {data, held == null ? "-" : held};
  }

  private static int exitCode(StopReason reason) {
    return switch (reason) {
      case DIVERGED -> ExitCode.DIVERGED;
      case INTERRUPTED -> ExitCode.INTERRUPTED;
      default -> ExitCode.DONE;
    };
  }

  private ReadOptions readOptions() {
    ReadOptions options = dataOptions.readOptions().threads(runOptions.threads());
    if (target != null) {
      options = options.target(target);
    }
    return weightColumn == null ? options : options.weightColumn(weightColumn);
  }

  private @Nullable ReadResult validationFile(ReadOptions options, ReadResult training) {
    String file = runOptions.validationFile();
    if (file == null) {
      return null;
    }
    if (file.equals("-") && data.equals("-")) {
      throw new SpecException("only one of DATA and --validation can be standard input");
    }
    return dataOptions.read(file, shell, ReadingForModel.alike(options, training));
  }

  /** DATA's name with .glissade, in this folder. */
  static Path defaultOutput(String data) {
    if (data.equals("-")) {
      return Path.of("model.glissade");
    }
    Path name = Path.of(data).getFileName();
    String base = name == null ? "model" : name.toString();
    if (base.endsWith(".gz") || base.endsWith(".zst")) {
      base = base.substring(0, base.lastIndexOf('.'));
    }
    int dot = base.lastIndexOf('.');
    return Path.of((dot > 0 ? base.substring(0, dot) : base) + ".glissade");
  }
}
