/* What the C programs share: the job from the command line, the data, the clock, and the conversation
   with bench/compare (see org.glissade.bench.Worker). */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
  const char *folder;
  char data[64];
  long rows, columns, nonzeros;
  int logistic;
  long batch, repeats;
  float rate;
} Job;

static const char *argument(int count, char **values, const char *name) {
  size_t length = strlen(name);
  for (int i = 2; i < count; i++)
    if (!strncmp(values[i], name, length) && values[i][length] == '=') return values[i] + length + 1;
  fprintf(stderr, "there is no argument %s\n", name);
  exit(1);
}

static Job read_job(int count, char **values) {
  Job job;
  if (count < 3) {
    fprintf(stderr, "usage: %s FOLDER name=value...\n", values[0]);
    exit(1);
  }
  job.folder = values[1];
  snprintf(job.data, sizeof job.data, "%s", argument(count, values, "data"));
  job.rows = atol(argument(count, values, "rows"));
  job.columns = atol(argument(count, values, "columns"));
  job.nonzeros = atol(argument(count, values, "nonzeros"));
  job.logistic = !strcmp(argument(count, values, "loss"), "logistic");
  job.batch = atol(argument(count, values, "batch"));
  job.repeats = atol(argument(count, values, "repeats"));
  job.rate = (float)atof(argument(count, values, "rate"));
  return job;
}

/* The first `bytes` of a file of the data, aligned to a cache line. */
static void *load(const Job *job, const char *suffix, size_t bytes) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s%s", job->folder, job->data, suffix);
  FILE *file = fopen(path, "rb");
  void *memory = aligned_alloc(64, (bytes + 127) & ~(size_t)63);
  if (!file || !memory || fread(memory, 1, bytes, file) != bytes) {
    perror(path);
    exit(1);
  }
  fclose(file);
  return memory;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

/* Answers until the input ends; loss may be 0, for none. */
static void converse(const char *terms, double (*epoch)(void), double (*loss)(void)) {
  char question[64];
  printf("ready\t%s\n", terms);
  fflush(stdout);
  while (fgets(question, sizeof question, stdin)) {
    if (!strcmp(question, "epoch\n")) printf("seconds\t%.9g\n", epoch());
    else if (!strcmp(question, "loss\n") && !loss) printf("loss\tNaN\n");
    else if (!strcmp(question, "loss\n")) printf("loss\t%.9g\n", loss());
    else printf("cannot\tnobody knows what this means\n");
    fflush(stdout);
  }
}
