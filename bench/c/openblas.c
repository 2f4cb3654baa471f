/* The dense jobs with OpenBLAS by itself, called from C: two products of matrix and vector a batch, as
   whoever writes SGD on a library of linear algebra does it. The library is loaded when the program runs, so
   that neither its headers nor the link for compilers is needed. */
#include "linear.h"
#include <dlfcn.h>

#define LIBRARY "libopenblas.so.0"

enum { ROW_MAJOR = 101, AS_IT_IS = 111, TRANSPOSED = 112 };

/* y = alpha A x + beta y */
typedef void (*Product)(int, int, int, int, float, const float *, int, const float *, int, float, float *, int);

static Product product;
static float *errors;

static void one_epoch(void) {
  int columns = (int)job.columns;
  for (long from = 0; from < job.rows; from += job.batch) {
    int rows = (int)(from + job.batch < job.rows ? job.batch : job.rows - from);
    const float *batch = x + from * columns;
    float sum = 0, step = -job.rate / rows;
    product(ROW_MAJOR, AS_IT_IS, rows, columns, 1, batch, columns, w, 1, 0, errors, 1);
    for (int i = 0; i < rows; i++) {
      errors[i] = residual(errors[i] + bias, y[from + i], job.logistic);
      sum += errors[i];
    }
    product(ROW_MAJOR, TRANSPOSED, rows, columns, step, batch, columns, errors, 1, 1, w, 1);
    bias += step * sum;
  }
}

static double epoch(void) {
  double start = now();
  for (long r = 0; r < job.repeats; r++) one_epoch();
  return (now() - start) / job.repeats;
}

int main(int arguments, char **values) {
  job = read_job(arguments, values);
  void *library = dlopen(LIBRARY, RTLD_NOW);
  if (!library) {
    printf("cannot\tthere is no " LIBRARY " (Debian has it in libopenblas0-pthread)\n");
    return 0;
  }
  product = (Product)dlsym(library, "cblas_sgemv");
  char *(*core)(void) = (char *(*)(void))dlsym(library, "openblas_get_corename");
  char *(*config)(void) = (char *(*)(void))dlsym(library, "openblas_get_config");
  if (!product || !core || !config) {
    printf("cannot\t" LIBRARY " is another library than OpenBLAS\n");
    return 0;
  }
  if (job.nonzeros) {
    printf("cannot\tOpenBLAS has no sparse rows\n");
    return 0;
  }
  load_model();
  errors = aligned_alloc(64, (job.batch * sizeof(float) + 127) & ~63UL);
  char terms[512], version[64] = "OpenBLAS";
  sscanf(config(), "OpenBLAS %31s", version + sprintf(version, "OpenBLAS "));
  snprintf(terms, sizeof terms, "float\t%ld\t%s, kernels for %s, called from C", job.batch, version, core());
  converse(terms, epoch, mean_loss);
  return 0;
}
