/* A linear model and its loss, for the programs that learn. */
#include "worker.h"
#include <math.h>

#define INLINE static inline __attribute__((always_inline))

static Job job;
static float *x, *y, *w, bias;
static int32_t *ids;

/* The derivative of the loss in the score: what is predicted less what is true. */
INLINE float residual(float score, float target, int logistic) {
  return (logistic ? 1 / (1 + expf(-score)) : score) - target;
}

/* Reads the data, and starts at zero. */
static void load_model(void) {
  long count = job.rows * (job.nonzeros ? job.nonzeros : job.columns);
  x = load(&job, ".x.f32", count * sizeof(float));
  y = load(&job, ".y.f32", job.rows * sizeof(float));
  if (job.nonzeros) ids = load(&job, ".ids.i32", count * sizeof(int32_t));
  w = aligned_alloc(64, (job.columns * sizeof(float) + 127) & ~63UL);
  memset(w, 0, job.columns * sizeof(float));
}

/* Mean over all rows, in double, and not timed. */
static double mean_loss(void) {
  double sum = 0;
  for (long i = 0; i < job.rows; i++) {
    double score = bias;
    if (job.nonzeros)
      for (long k = i * job.nonzeros; k < (i + 1) * job.nonzeros; k++) score += (double)x[k] * w[ids[k]];
    else
      for (long j = 0; j < job.columns; j++) score += (double)x[i * job.columns + j] * w[j];
    double margin = y[i] > 0 ? score : -score;
    sum += job.logistic ? log1p(exp(-fabs(margin))) + (margin < 0 ? -margin : 0)
                        : 0.5 * (score - y[i]) * (score - y[i]);
  }
  return sum / job.rows;
}
