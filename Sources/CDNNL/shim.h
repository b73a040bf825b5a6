#include <dnnl.h>

// Debian's oneDNN runs on GNU OpenMP; each of our own threads tells it to stay on one.
void omp_set_num_threads(int count);
