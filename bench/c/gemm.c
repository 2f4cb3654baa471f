/* Products of matrices by OpenBLAS, for bench/compare GEMM: answers questions of the form
   "PRODUCT BATCH INPUTS OUTPUTS TIMES" with the seconds of one product. The library is loaded when the
   program runs, as in openblas.c. */
#include "worker.h"
#include <dlfcn.h>

#define LIBRARY "libopenblas.so.0"

enum { ROW_MAJOR = 101, AS_IT_IS = 111, TRANSPOSED = 112 };

/* C = alpha A B + beta C */
typedef void (*Product)(int, int, int, int, int, int, float, const float *, int, const float *, int, float,
                        float *, int);

static Product product;

static float *matrix(long size) {
  float *values = aligned_alloc(64, (size * sizeof(float) + 127) & ~63UL);
  unsigned state = 1;
  for (long i = 0; i < size; i++) {
    state = state * 1664525 + 1013904223;
    values[i] = (int)state * 0x1p-31f;
  }
  return values;
}

static double seconds(char which, int batch, int inputs, int outputs, long times) {
  float *x = matrix((long)batch * inputs), *w = matrix((long)outputs * inputs), *y = matrix((long)batch * outputs);
  double start = now();
  for (long i = 0; i < times; i++) {
    if (which == 'F')
      product(ROW_MAJOR, AS_IT_IS, TRANSPOSED, batch, outputs, inputs, 1, x, inputs, w, inputs, 0, y, outputs);
    else if (which == 'I')
      product(ROW_MAJOR, AS_IT_IS, AS_IT_IS, batch, inputs, outputs, 1, y, outputs, w, inputs, 0, x, inputs);
    else
      product(ROW_MAJOR, TRANSPOSED, AS_IT_IS, outputs, inputs, batch, 1, y, outputs, x, inputs, 0, w, inputs);
  }
  double taken = now() - start;
  free(x);
  free(w);
  free(y);
  return taken / times;
}

int main(void) {
  void *library = dlopen(LIBRARY, RTLD_NOW);
  if (!library) {
    printf("cannot\tthere is no " LIBRARY " (Debian has it in libopenblas0-pthread)\n");
    return 0;
  }
  product = (Product)dlsym(library, "cblas_sgemm");
  char *(*core)(void) = (char *(*)(void))dlsym(library, "openblas_get_corename");
  char *(*config)(void) = (char *(*)(void))dlsym(library, "openblas_get_config");
  if (!product || !core || !config) {
    printf("cannot\t" LIBRARY " is another library than OpenBLAS\n");
    return 0;
  }
  char question[128], which[16], version[64] = "OpenBLAS";
  int batch, inputs, outputs;
  long times;
  sscanf(config(), "OpenBLAS %31s", version + sprintf(version, "OpenBLAS "));
  printf("ready\tfloat\t0\t%s, kernels for %s, called from C\n", version, core());
  fflush(stdout);
  while (fgets(question, sizeof question, stdin)) {
    if (sscanf(question, "%15s %d %d %d %ld", which, &batch, &inputs, &outputs, &times) == 5)
      printf("seconds\t%.9g\n", seconds(which[0], batch, inputs, outputs, times));
    else
      printf("cannot\tnobody knows what this means\n");
    fflush(stdout);
  }
  return 0;
}
