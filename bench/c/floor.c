/* The same jobs by hand in C: plain loops that gcc turns into vector code, one thread, float, rows in
   order. Not the fastest that could be written, but what somebody who knows the machine writes in an
   afternoon; bench/compare quotes everything as a ratio to it.

   Every function is one epoch. Those for dense rows are inlined once for each number of columns that is
   measured, so that gcc knows how often its loops run. */
#include "linear.h"

#define MOST_COLUMNS 1024

INLINE float dot(const float *restrict a, const float *restrict b, long n) {
  float sum = 0;
  for (long j = 0; j < n; j++) sum += a[j] * b[j];
  return sum;
}

INLINE void add_scaled(float factor, const float *restrict a, float *restrict b, long n) {
  for (long j = 0; j < n; j++) b[j] += factor * a[j];
}

/* Batches of one: the weights change after each row. */
INLINE void dense_single(long columns, int logistic) {
  for (long i = 0; i < job.rows; i++) {
    const float *row = x + i * columns;
    float step = -job.rate * residual(dot(row, w, columns) + bias, y[i], logistic);
    add_scaled(step, row, w, columns);
    bias += step;
  }
}

/* Batches of more: the gradient is summed row by row while the row is in the cache, then applied. */
INLINE void dense_batches(long columns, int logistic) {
  static float gradient[MOST_COLUMNS] __attribute__((aligned(64)));
  for (long from = 0; from < job.rows; from += job.batch) {
    long to = from + job.batch < job.rows ? from + job.batch : job.rows;
    float bias_gradient = 0;
    memset(gradient, 0, columns * sizeof(float));
    for (long i = from; i < to; i++) {
      const float *row = x + i * columns;
      float e = residual(dot(row, w, columns) + bias, y[i], logistic);
      add_scaled(e, row, gradient, columns);
      bias_gradient += e;
    }
    float step = -job.rate / (to - from);
    add_scaled(step, gradient, w, columns);
    bias += step * bias_gradient;
  }
}

/* Sparse rows in batches of one: gather, loss, scatter. */
static void sparse_single(void) {
  long n = job.nonzeros;
  for (long i = 0; i < job.rows; i++) {
    const int32_t *id = ids + i * n;
    const float *value = x + i * n;
    float score = bias;
    for (long k = 0; k < n; k++) score += w[id[k]] * value[k];
    float step = -job.rate * residual(score, y[i], job.logistic);
    for (long k = 0; k < n; k++) w[id[k]] += step * value[k];
    bias += step;
  }
}

INLINE void dense(long columns, int logistic) {
  if (job.batch == 1) dense_single(columns, logistic);
  else dense_batches(columns, logistic);
}

static void dense_5(void) { dense(5, 0); }
static void dense_54(void) { dense(54, 1); }
static void dense_100(void) { dense(100, 0); }
static void dense_1000(void) { dense(1000, 0); }

static void one_epoch(void) {
  if (job.nonzeros) sparse_single();
  else if (job.columns == 5) dense_5();
  else if (job.columns == 54) dense_54();
  else if (job.columns == 100) dense_100();
  else dense_1000();
}

static double epoch(void) {
  double start = now();
  for (long r = 0; r < job.repeats; r++) one_epoch();
  return (now() - start) / job.repeats;
}

int main(int arguments, char **values) {
  job = read_job(arguments, values);
  int plain = !strcmp(argument(arguments, values, "optimizer"), "sgd") &&
              atof(argument(arguments, values, "l2")) == 0;
  if (!job.nonzeros && job.columns != 5 && job.columns != 54 && job.columns != 100 && job.columns != 1000) {
    printf("cannot\tthere is no floor for %ld columns\n", job.columns);
    return 0;
  }
  load_model();
  char terms[128];
  snprintf(terms, sizeof terms, "float\t%ld\t%s", job.batch,
           plain ? "" : "plain SGD: the floor of W3a, without the addition");
  converse(terms, epoch, mean_loss);
  return 0;
}
