/* How fast one core reads: the sum of all floats of the data, which is what an epoch has to read at the
   least. Eight running sums keep enough loads under way; 256-bit and 512-bit loads are both tried each
   time and the faster counts. (Where the processor has no such registers, gcc uses two of what it has.) */
#include "worker.h"

typedef float Wide __attribute__((vector_size(64)));
typedef float Half __attribute__((vector_size(32)));

static Job job;
static const float *floats;
static long count;
static volatile float sink;

#define SUM(NAME, VECTOR)                                              \
  static __attribute__((noinline)) float NAME(const float *x, long n) { \
    enum { LANES = sizeof(VECTOR) / sizeof(float) };                   \
    VECTOR s[8] = {0};                                                 \
    long i = 0;                                                        \
    for (; i + 8 * LANES <= n; i += 8 * LANES)                         \
      for (int k = 0; k < 8; k++) s[k] += *(const VECTOR *)(x + i + k * LANES); \
    float sum = 0;                                                     \
    for (; i < n; i++) sum += x[i];                                    \
    for (int k = 0; k < 8; k++)                                        \
      for (int l = 0; l < LANES; l++) sum += s[k][l];                  \
    return sum;                                                        \
  }
SUM(sum_512, Wide)
SUM(sum_256, Half)

static double seconds_of(float (*sum)(const float *, long)) {
  double start = now();
  for (long r = 0; r < job.repeats; r++) sink = sum(floats, count);
  return (now() - start) / job.repeats;
}

static double epoch(void) {
  double wide = seconds_of(sum_512), half = seconds_of(sum_256);
  return wide < half ? wide : half;
}

int main(int arguments, char **values) {
  job = read_job(arguments, values);
  long per_row = job.nonzeros ? job.nonzeros : job.columns;
  count = job.rows * per_row;
  size_t bytes = count * sizeof(float);
  if (job.nonzeros) { /* ids and values one behind the other; the ids as floats are tiny or zero, which
                         costs nothing, as -ffast-math has the processor take such numbers for zero */
    char *both = aligned_alloc(64, (2 * bytes + 127) & ~(size_t)63);
    void *x = load(&job, ".x.f32", bytes), *ids = load(&job, ".ids.i32", bytes);
    memcpy(both, x, bytes);
    memcpy(both + bytes, ids, bytes);
    free(x);
    free(ids);
    floats = (const float *)both;
    count *= 2;
  } else {
    floats = load(&job, ".x.f32", bytes);
  }
  converse("float\t0\tone core reads the features once", epoch, 0);
  return 0;
}
