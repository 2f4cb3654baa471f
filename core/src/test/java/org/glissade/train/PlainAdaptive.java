package org.glissade.train;

import org.glissade.optim.AdaGrad;
import org.glissade.optim.Chain;
import org.glissade.optim.Ftrl;
import org.glissade.optim.GradientTransform;

/** AdaGrad and FTRL-proximal as one would write them on a blackboard, in double. */
final class PlainAdaptive {
  private final GradientTransform transform;
  private final double[] theta;
  private final double[] squares;
  private final double[] z;

  PlainAdaptive(GradientTransform transform, double[] theta) {
    this.transform = transform instanceof Chain chain ? chain.links().getFirst() : transform;
    this.theta = theta;
    this.squares = new double[theta.length];
    this.z = new double[theta.length];
    if (this.transform instanceof Ftrl ftrl) {
      double ground = ftrl.beta() / ftrl.alpha() + ftrl.l2();
      for (int j = 0; j < theta.length; j++) {
        z[j] = -theta[j] * ground - Math.signum(theta[j]) * ftrl.l1();
      }
    }
  }

  /** θ after a step of that mean gradient. */
  void step(double[] gradient, double rate) {
    for (int j = 0; j < theta.length; j++) {
      double g = gradient[j];
      double before = squares[j];
      squares[j] += g * g;
      if (g != 0 && transform instanceof AdaGrad link) {
        theta[j] -= rate * g / (Math.sqrt(link.initial() + squares[j]) + link.epsilon());
      } else if (g != 0 && transform instanceof Ftrl link) {
        z[j] += g - (Math.sqrt(squares[j]) - Math.sqrt(before)) / link.alpha() * theta[j];
        double beyond = Math.max(0, Math.abs(z[j]) - link.l1());
        double slope = (link.beta() + Math.sqrt(squares[j])) / link.alpha() + link.l2();
        theta[j] = -Math.signum(z[j]) * beyond / slope;
      }
    }
  }
}
