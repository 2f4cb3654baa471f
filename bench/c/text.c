/* From LIBSVM text to a saved model, by hand in C, one thread: the file is mapped and parsed byte by
   byte, each row is one step of logistic SGD and forgotten. Prints the mean loss of each row before its
   own step (the progressive loss).

   text FILE MODEL COLUMNS RATE      numbers in FILE are digits with at most one point */
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_NONZEROS 100000

static int ids[MOST_NONZEROS];
static float values[MOST_NONZEROS];
static const double POWERS[] = {1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9};

/* Reads a row up to its line end into ids and values; returns how many. */
static int parse_row(const char **at) {
  const char *p = *at;
  int n = 0;
  while (*p == ' ') {
    int id = 0;
    uint64_t digits = 0;
    long places = 0;
    for (p++; *p != ':'; p++) id = id * 10 + (*p - '0');
    for (p++; *p >= '0'; p++) digits = digits * 10 + (*p - '0');
    if (*p == '.') {
      const char *point = p;
      for (p++; *p >= '0'; p++) digits = digits * 10 + (*p - '0');
      places = p - point - 1;
    }
    ids[n] = id - 1;
    values[n++] = (float)(digits * POWERS[places]);
  }
  *at = p + 1;
  return n;
}

int main(int count, char **arguments) {
  if (count != 5) {
    fprintf(stderr, "usage: text FILE MODEL COLUMNS RATE\n");
    return 1;
  }
  struct stat status;
  int file = open(arguments[1], O_RDONLY);
  if (file < 0 || fstat(file, &status)) {
    perror(arguments[1]);
    return 1;
  }
  const char *p = mmap(0, status.st_size, PROT_READ, MAP_SHARED | MAP_POPULATE, file, 0);
  const char *end = p + status.st_size;
  long columns = atol(arguments[3]), rows = 0;
  float rate = (float)atof(arguments[4]), bias = 0, *w = calloc(columns, sizeof(float));
  double sum = 0;
  for (; p < end; rows++) {
    int positive = *p == '1' || *p == '+';
    while (*p != ' ' && *p != '\n') p++;
    int n = parse_row(&p);
    float score = bias;
    for (int k = 0; k < n; k++) score += w[ids[k]] * values[k];
    sum += log1pf(expf(positive ? -score : score));
    float step = rate * (positive - 1 / (1 + expf(-score)));
    for (int k = 0; k < n; k++) w[ids[k]] += step * values[k];
    bias += step;
  }
  FILE *model = fopen(arguments[2], "wb");
  if (!model || fwrite(w, sizeof(float), columns, model) != (size_t)columns || fclose(model)) {
    perror(arguments[2]);
    return 1;
  }
  printf("rows %ld progressive loss %.5f\n", rows, sum / rows);
  return 0;
}
