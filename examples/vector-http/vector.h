/* The parts that both builds share: dot product, norm, and the k best of a stream of scores. */
#ifndef VECTOR_H
#define VECTOR_H

struct hit {
  float row;
  float score;
};

float dot(const float *a, const float *b, int dims);
float norm(const float *a, int dims);
/* Keeps `hits` sorted by falling score; returns how many it holds now (at most k). */
int keep_best(struct hit *hits, int held, int k, int row, float score);

/* Asynchronous import: copies up to `count` rows of the store, from row `first`, to `rows`; returns how many. */
extern int fetch_rows(int first, int count, float *rows);

/* The k rows nearest to `query` by cosine; returns how many were found, or -1 for a query without direction. */
int search(const float *query, int dims, int k, int page_rows, struct hit *hits);

#endif
