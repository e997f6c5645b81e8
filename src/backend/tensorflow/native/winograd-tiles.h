// Convolution by tiles of 2 × 2 or 4 × 4 outputs (Winograd's minimal filtering, as in Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks",
// CVPR 2016). It is included once for each kind of processor, inside a namespace, with kLanes (floats in a vector) and kRows (tiles multiplied at
// once; two vectors for each of them and for the filter must fit into the processor's registers) defined there.

typedef float Vector __attribute__((vector_size(kLanes * sizeof(float))));
typedef Vector Unaligned __attribute__((aligned(sizeof(float)), may_alias));

inline Vector Load(const float* from) { return *reinterpret_cast<const Unaligned*>(from); }
inline void Store(float* to, Vector v) { *reinterpret_cast<Unaligned*>(to) = v; }

// How many rows of the filter ahead the processor is told to fetch.
constexpr long kAhead = 48;
constexpr long kCacheLine = 64 / sizeof(float);

// out[r][n] = Σ_c images[r][c] · filter[c][n], for R rows and N vectors of columns; the filter's rows follow each other.
template <int R, int N>
void Multiply(const float* images, const float* filter, long channels, float* out, long columns) {
  Vector sums[R][N] = {};
  for (long c = 0; c < channels; c++, filter += N * kLanes) {
    for (long line = 0; line < N * kLanes; line += kCacheLine) __builtin_prefetch(filter + kAhead * N * kLanes + line);
    Vector weights[N];
#pragma GCC unroll 16
    for (int n = 0; n < N; n++) weights[n] = Load(filter + n * kLanes);
#pragma GCC unroll 16
    for (int r = 0; r < R; r++) {
#pragma GCC unroll 16
      for (int n = 0; n < N; n++) sums[r][n] += images[r * channels + c] * weights[n];
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < R; r++) {
#pragma GCC unroll 16
    for (int n = 0; n < N; n++) Store(out + r * columns + n * kLanes, sums[r][n]);
  }
}

// The same for at most R rows.
template <int R, int N>
void MultiplyRows(long rows, const float* images, const float* filter, long channels, float* out, long columns) {
  if constexpr (R > 0) {
    if (rows == R) {
      Multiply<R, N>(images, filter, channels, out, columns);
    } else {
      MultiplyRows<R - 1, N>(rows, images, filter, channels, out, columns);
    }
  }
}

// Bᵀ of Lavin and Gray: a line of an image's values that a line of outputs depends on, `step` apart, into the domain where they are multiplied.
template <int kTile>
inline void TransformImage(Vector* v, int step) {
  const Vector v0 = v[0], v1 = v[step], v2 = v[2 * step], v3 = v[3 * step];
  if constexpr (kTile == 2) {
    v[0] = v0 - v2;
    v[step] = v1 + v2;
    v[2 * step] = v2 - v1;
    v[3 * step] = v1 - v3;
  } else {
    const Vector v4 = v[4 * step], v5 = v[5 * step];
    const Vector near = v4 - kFar * kFar * v2, nearOdd = kNear * (v3 - kFar * kFar * v1);
    const Vector far = v4 - kNear * kNear * v2, farOdd = kFar * (v3 - kNear * kNear * v1);
    v[0] = kNear * kNear * kFar * kFar * v0 - (kNear * kNear + kFar * kFar) * v2 + v4;
    v[step] = near + nearOdd;
    v[2 * step] = near - nearOdd;
    v[3 * step] = far + farOdd;
    v[4 * step] = far - farOdd;
    v[5 * step] = kNear * kNear * kFar * kFar * v1 - (kNear * kNear + kFar * kFar) * v3 + v5;
  }
}

// Aᵀ of Lavin and Gray: a line of products into a line of outputs, which takes its place.
template <int kTile>
inline void TransformProducts(Vector* v, int step) {
  if constexpr (kTile == 2) {
    const Vector v1 = v[step], v2 = v[2 * step], v3 = v[3 * step];
    v[0] += v1 + v2;
    v[step] = v1 - v2 - v3;
  } else {
    const Vector near = v[step] + v[2 * step], nearOdd = kNear * (v[step] - v[2 * step]);
    const Vector far = v[3 * step] + v[4 * step], farOdd = kFar * (v[3 * step] - v[4 * step]);
    v[0] += near + far;
    v[step] = nearOdd + farOdd;
    v[2 * step] = kNear * kNear * near + kFar * kFar * far;
    v[3 * step] = kNear * kNear * nearOdd + kFar * kFar * farOdd + v[5 * step];
  }
}

// A tile's part of the image, zeros where it reaches over the edge, into one row of each of the matrices.
template <int kTile>
void ReadTile(const Convolution& conv, const Place& place, float* row, long matrix) {
  constexpr int kSide = kTile + 2;
  for (long c = 0; c < conv.channels; c += kLanes) {
    Vector v[kSide * kSide];
    for (int i = 0; i < kSide; i++) {
      for (int j = 0; j < kSide; j++) {
        const long y = place.y + i - 1, x = place.x + j - 1;
        const bool inside = y >= 0 && y < conv.height && x >= 0 && x < conv.width;
        v[i * kSide + j] = inside ? Load(conv.images + ((place.image * conv.height + y) * conv.width + x) * conv.channels + c) : Vector{};
      }
    }
    for (int j = 0; j < kSide; j++) TransformImage<kTile>(v + j, kSide);
    for (int i = 0; i < kSide; i++) TransformImage<kTile>(v + i * kSide, 1);
    for (int k = 0; k < kSide * kSide; k++) Store(row + k * matrix + c, v[k]);
  }
}

// One row of each of the matrices of products into a tile of outputs of some filters, the terms added; those over the edge are left out.
template <int kTile>
void WriteTile(const Convolution& conv, const Range& filters, const Place& place, const float* row, long matrix) {
  constexpr int kSide = kTile + 2;
  for (long k = filters.first; k < filters.end; k += kLanes) {
    Vector v[kSide * kSide];
    for (int i = 0; i < kSide * kSide; i++) v[i] = Load(row + i * matrix + k - filters.first);
    for (int j = 0; j < kSide; j++) TransformProducts<kTile>(v + j, kSide);
    for (int i = 0; i < kTile; i++) TransformProducts<kTile>(v + i * kSide, 1);
    for (int i = 0; i < kTile && place.y + i < conv.height; i++) {
      for (int j = 0; j < kTile && place.x + j < conv.width; j++) {
        const long at = (place.image * conv.height + place.y + i) * conv.width + place.x + j;
        Vector sum = v[i * kSide + j];
        for (const Term& term : conv.terms) sum += Load(term.values + at * term.stride + k);
        if (conv.relu) sum = sum < 0.f ? Vector{} : sum;  // NaN stays
        Store(conv.outputs + at * conv.filters + k, sum);
      }
    }
  }
}

// A part of the outputs, some tiles at a time, so that what is made of them stays in the core's cache.
template <int kTile, int N>
void ComputeTiles(const Convolution& conv, const Part& part, float* scratch) {
  constexpr long kProducts = (kTile + 2) * (kTile + 2);
  const long block = BlockOf(conv, kTile), width = part.filters.end - part.filters.first;
  for (const Range& tiles : Divided(part.tiles, block)) {
    const long count = tiles.end - tiles.first;
    const auto groups = Divided({0, count}, kRows);
    float* const images = scratch;
    float* const products = scratch + kProducts * block * conv.channels;
    for (long i = 0; i < count; i++) ReadTile<kTile>(conv, PlaceOf(conv, kTile, tiles.first + i), images + i * conv.channels, count * conv.channels);
    for (long p = 0; p < kProducts; p++) {
      for (long k = 0; k < width; k += N * kLanes) {
        const float* const filter = conv.filter + (p * conv.filters + part.filters.first + k) * conv.channels;
        for (const Range& rows : groups) {
          const long at = p * count + rows.first;
          MultiplyRows<kRows, N>(rows.end - rows.first, images + at * conv.channels, filter, conv.channels, products + at * width + k, width);
        }
      }
    }
    for (long i = 0; i < count; i++) WriteTile<kTile>(conv, part.filters, PlaceOf(conv, kTile, tiles.first + i), products + i * width, count * width);
  }
}

constexpr long kMaxColumns = 2 * kLanes;

// Vectors of columns that are multiplied at once.
inline long Columns(const Convolution& conv) { return conv.filters % kMaxColumns == 0 ? kMaxColumns : kLanes; }

inline void Compute(const Convolution& conv, const Part& part, float* scratch) {
  const bool two = Columns(conv) == kMaxColumns;
  if (conv.tile == 4) {
    (two ? ComputeTiles<4, 2> : ComputeTiles<4, 1>)(conv, part, scratch);
  } else {
    (two ? ComputeTiles<2, 2> : ComputeTiles<2, 1>)(conv, part, scratch);
  }
}
