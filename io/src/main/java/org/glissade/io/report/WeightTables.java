package org.glissade.io.report;

import java.util.List;
import java.util.Locale;
import org.glissade.io.modelfile.ModelDescription;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.spec.Numbers;

/** What a linear model goes by: its largest weights. */
final class WeightTables {
  private static final int MOST_WEIGHTS = 15;
  private static final int FEWER_WEIGHTS = 8;
  private static final int FEW_OUTPUTS = 3;
  private static final int MOST_OUTPUTS = 12;

  private WeightTables() {}

  static void writeTo(Html page, ModelFile model) {
    ModelDescription all = ModelDescription.of(model, 0);
    int outputs = all.outputs().size();
    if (outputs == 0) {
      page.element(
          "p",
          "note",
          "None: a network has no weight of a feature alone. "
              + model.about().model()
              + " has "
              + Numbers.count(all.parameters(), "parameter")
              + ".");
      return;
    }
    page.element(
        "p",
        "note",
        "Weight: of the feature as it was scaled for training, so that features can be compared."
            + " Per unit: what one unit of the feature, as it stands in the file, adds to the"
            + " score.");
    page.raw("<div class=\"cards\">");
    List<ModelDescription.Output> strongest =
        ModelDescription.of(model, outputs <= FEW_OUTPUTS ? MOST_WEIGHTS : FEWER_WEIGHTS).outputs();
    String card = outputs == 1 ? "card broad" : "card";
    strongest.stream()
        .limit(MOST_OUTPUTS)
        .forEach(output -> write(page, card, output, all.features()));
    page.raw("</div>");
    if (outputs > MOST_OUTPUTS) {
      page.element(
          "p",
          "note",
          "The first "
              + MOST_OUTPUTS
              + " of "
              + Numbers.count(outputs, "output")
              + "; glissade inspect lists all.");
    }
  }

  private static void write(Html page, String card, ModelDescription.Output output, int features) {
    page.raw("<div class=\"" + card + "\">").element("h3", "Score of " + Html.brief(output.name()));
    if (output.strongest().isEmpty()) {
      page.element(
              "p",
              "note",
              "All weights are 0; the bias is " + Numbers.significant(output.bias()) + ".")
          .raw("</div>");
      return;
    }
    page.raw(
            "<div class=\"scroll\"><table class=\"weights\"><thead><tr><th scope=\"col\">feature</th>")
        .raw("<td class=\"bars\"></td><th scope=\"col\">weight</th><th scope=\"col\">per unit</th>")
        .raw("</tr></thead><tbody>");
    double largest =
        output.strongest().stream().mapToDouble(w -> Math.abs(w.encoded())).max().orElse(1);
    for (ModelDescription.Weight weight : output.strongest()) {
      page.raw("<tr><th scope=\"row\">")
          .raw(Html.escape(Html.brief(weight.feature(), 40)))
          .raw("</th><td class=\"bars\"><i class=\"" + (weight.encoded() < 0 ? "down" : "up"))
          .raw("\" style=\"--v:")
          .raw(String.format(Locale.ROOT, "%.3f", Math.abs(weight.encoded()) / largest))
          .raw("\"></i></td>")
          .element("td", Numbers.significant(weight.encoded(), 3))
          .element("td", Numbers.significant(weight.perUnit(), 3))
          .raw("</tr>");
    }
    page.raw("<tr><th scope=\"row\">bias</th><td class=\"bars\"></td><td></td>")
        .element("td", Numbers.significant(output.bias(), 4))
        .raw("</tr></tbody></table></div>");
    int shown = output.strongest().size();
    page.element(
        "p",
        "note",
        (shown < features
                ? shown + " of " + Numbers.count(features, "weight") + ", by size. "
                : Numbers.count(features, "weight") + ". ")
            + (output.zeros() > 0 ? Numbers.count(output.zeros()) + " are exactly 0." : ""));
    page.raw("</div>");
  }
}
