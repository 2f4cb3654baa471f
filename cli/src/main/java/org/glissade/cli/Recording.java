package org.glissade.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.glissade.io.DataException;
import org.glissade.io.Release;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.pipeline.Pipeline;
import org.glissade.io.pipeline.ScoredRows;
import org.glissade.io.pipeline.Trained;
import org.glissade.io.pipeline.TrainingSettings;
import org.glissade.io.report.EventHistory;
import org.glissade.io.report.ReportPage;
import org.glissade.io.report.RunReport;
import org.glissade.io.runs.Environment;
import org.glissade.io.runs.RunRecorder;
import org.glissade.io.runs.RunSetup;
import org.glissade.train.TrainingListener;
import org.jspecify.annotations.Nullable;

/** What {@code train} keeps of its run beside the model: a record, a page, both or neither. */
final class Recording implements AutoCloseable {
  private final @Nullable RunRecorder recorder;
  private final @Nullable Path page;
  private final EventHistory history = new EventHistory();
  private final InstantSource clock;
  private final Consumer<String> trouble;
  private RunSetup setup;
  private boolean pageFailed;
  private final String model;
  private final String scaling;
  private final String source;

  /**
   * @param places where a record goes
   * @param page where a page about the run goes, or null for none
   * @param source what is learnt from
   * @param target what was asked for, or null
   * @param arguments the command line
   * @param trouble receives what goes wrong with the record
   */
  Recording(
      RunRecorder.Places places,
      @Nullable Path page,
      String source,
      @Nullable String target,
      TrainingSettings settings,
      List<String> arguments,
      InstantSource clock,
      Consumer<String> trouble) {
    this.source = source.equals("-") ? "stdin" : source;
    this.model = settings.network() == null ? ModelFile.LINEAR : settings.network().toString();
    this.scaling = settings.scaling().name().toLowerCase(Locale.ROOT);
    List<String> targets = target == null ? List.of() : List.of(target);
    this.page = page;
    this.clock = clock;
    this.trouble = trouble;
    this.setup =
        new RunSetup(
            clock.instant(),
            arguments,
            new RunSetup.Data(this.source, targets, null, null, null),
            new RunSetup.Learner(null, model, null, 1, scaling),
            Environment.ofThisProcess(Release.number()));
    this.recorder = places.any() ? new RunRecorder(places, setup, clock, trouble) : null;
  }

  /** Whether something of it could not be written. */
  boolean hasFailed() {
    return pageFailed || (recorder != null && recorder.hasFailed());
  }

  /** Whether there will be a page, which tells all figures. */
  boolean hasPage() {
    return page != null;
  }

  TrainingListener with(TrainingListener other) {
    List<TrainingListener> each = new ArrayList<>();
    if (recorder != null) {
      each.add(recorder);
    }
    if (page != null) {
      each.add(history);
    }
    each.add(other);
    return each.size() == 1 ? other : TrainingListener.all(each);
  }

  /** Says what was read. */
  void learnt(Pipeline pipeline) {
    var held = pipeline.validation();
    learnt(
        pipeline.target(),
        pipeline.loss().toString(),
        pipeline.lossFactor(),
        pipeline.training().rows(),
        held == null ? 0 : held.rows(),
        pipeline.features().width());
  }

  /** Says what was read and learnt from at the same time. */
  void learnt(Trained trained) {
    learnt(
        trained.model().target(),
        trained.model().about().loss(),
        trained.lossFactor(),
        trained.training().rows(),
        0,
        trained.model().features().width());
  }

  private void learnt(
      TargetEncoder target, String loss, double factor, int rows, int held, int features) {
    setup =
        setup.with(
            new RunSetup.Data(source, target.columns(), rows, held, features),
            new RunSetup.Learner(target.task().text(), model, loss, factor, scaling));
    if (recorder != null) {
      recorder.learnt(setup.data(), setup.learner());
    }
  }

  /** Says in the summary where record and page are. */
  void addTo(Map<String, @Nullable Object> summary) {
    Path record = recorder == null ? null : recorder.folder();
    Path curves = recorder == null ? null : recorder.curvesFolder();
    if (record != null) {
      summary.put("run", record.toString());
    }
    if (curves != null) {
      summary.put("tensorboard", curves.toString());
    }
    if (page != null && !pageFailed) {
      summary.put("report", page.toString());
    }
  }

  /**
   * Writes the page, if one is wanted. A model matters more: where the page cannot be written, that
   * is told, and all else goes on.
   *
   * @param rows with what the model says of them; asked for only if there is a page, and null if
   *     they were forgotten
   * @param diagnosed why it diverged, or null
   * @param first why a first run diverged, where this is the second, or null
   */
  void writePage(
      Trained trained,
      Supplier<@Nullable ScoredRows> rows,
      @Nullable Diagnosed diagnosed,
      @Nullable Diagnosed first) {
    if (page == null) {
      return;
    }
    List<String> remarks =
        first == null
            ? List.of()
            : List.of(
                "A first run with the options as given diverged; this is the second (--retry), with "
                    + first.cure().text()
                    + ".");
    RunReport report =
        new RunReport(
            setup,
            clock.instant(),
            history.events(trained.lossFactor()),
            trained,
            rows.get(),
            diagnosed == null ? null : diagnosed.explanation(),
            remarks);
    try {
      ReportPage.write(page, report);
    } catch (DataException e) {
      pageFailed = true;
      trouble.accept(
          "there is no page: " + e.getMessage() + ". Training and model are not affected");
    }
  }

  /** Completes the record. */
  void finish(Trained trained, Map<String, ? extends @Nullable Object> summary) {
    if (recorder != null) {
      recorder.finish(trained.model(), JsonOutput.text(summary));
    }
  }

  /** Where all is, for people; nothing of what is not whole. */
  List<String> places() {
    List<String> places = new ArrayList<>();
    if (recorder != null && !recorder.hasFailed()) {
      places.add(place(recorder.folder(), recorder.curvesFolder()));
    }
    if (page != null && !pageFailed) {
      places.add("Report written to " + page);
    }
    return places;
  }

  private static String place(@Nullable Path record, @Nullable Path curves) {
    if (record == null) {
      return "Curves written to " + curves;
    }
    return "Run recorded in "
        + record
        + (curves == null ? "" : curves.equals(record) ? ", with curves" : ", curves in " + curves);
  }

  @Override
  public void close() {
    if (recorder != null) {
      recorder.close();
    }
  }
}
