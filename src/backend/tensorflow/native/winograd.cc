// Convolutions with kernels of 3 × 3 pixels for networks that only infer, at a half to a fourth of the multiplications that oneDNN needs, and the op by
// which a graph uses them: y = relu(conv(x, filter) + terms), stride 1 and padding 1, as TensorFlow fuses it.
//
// It takes a filter's values for ones that stay: they are transformed when the op is first computed, as TensorFlow does with TF_ONEDNN_ASSUME_FROZEN_WEIGHTS.

#include "winograd.h"

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <vector>

#include "tensorflow/core/framework/common_shape_fns.h"
#include "tensorflow/core/framework/op.h"
#include "tensorflow/core/framework/op_kernel.h"
#include "tensorflow/core/platform/blocking_counter.h"

namespace {

// Something that is added to the outputs: `stride` is 0 for a value for each channel, and the channels' number for one for each output.
struct Term {
  const float* values;
  long stride;
};

struct Convolution {
  const float* images;  // [number, height, width, channels]
  long number, height, width, channels;
  const float* filter;  // transformed: [products, filters / columns, channels, columns]
  long filters;
  std::vector<Term> terms;
  bool relu;
  int tile;        // outputs in a row and in a column of a tile: 2 or 4
  float* outputs;  // [number, height, width, filters]
};

struct Range {
  long first, end;
};

// What one thread computes.
struct Part {
  Range tiles, filters;
};

// A tile's image, and its first output there.
struct Place {
  long image, y, x;
};

long Ceiling(long a, long b) { return (a + b - 1) / b; }

long TilesOf(const Convolution& conv) { return conv.number * Ceiling(conv.height, conv.tile) * Ceiling(conv.width, conv.tile); }

Place PlaceOf(const Convolution& conv, int tile, long index) {
  const long across = Ceiling(conv.width, tile), down = Ceiling(conv.height, tile);
  return {index / (across * down), index / across % down * tile, index % across * tile};
}

// A range in parts of nearly equal length, at most `length`.
std::vector<Range> Divided(Range whole, long length) {
  const long count = whole.end - whole.first, parts = Ceiling(count, length);
  std::vector<Range> divided;
  for (long i = 0; i < parts; i++) divided.push_back({whole.first + count * i / parts, whole.first + count * (i + 1) / parts});
  return divided;
}

// Of fewer tiles a thread is taken to wait for the filter rather than to compute.
constexpr long kEnough = 12;

// A part for each thread: tiles, and the filters too where the tiles are few. `columns` filters stay together.
std::vector<Part> PartsOf(const Convolution& conv, long threads, long columns) {
  const long tiles = TilesOf(conv), panels = conv.filters / columns;
  long across = 1;
  while (across * 2 <= std::min(threads, panels) && tiles * across < threads * kEnough) across *= 2;
  std::vector<Part> parts;
  for (const Range& some : Divided({0, tiles}, Ceiling(tiles, threads / across))) {
    for (const Range& filters : Divided({0, panels}, Ceiling(panels, across))) parts.push_back({some, {filters.first * columns, filters.end * columns}});
  }
  return parts;
}

// Floats of a block's images in their transformed form, and of its products: each about a quarter of a core's second cache.
constexpr long kBlock = 64 << 10;

// How many tiles are computed at a time.
long BlockOf(const Convolution& conv, int tile) {
  const long products = (tile + 2) * (tile + 2);
  return std::max(8L, kBlock / (products * std::max(conv.channels, conv.filters)));
}

// The points at which tiles of 4 × 4 multiply: 0, ±kNear, ±kFar and infinity (tiles of 2 × 2: 0, ±1, infinity). With the ±1 and ±2 of Lavin and Gray the
// greatest error is some four times as large. With ±√½ and ±√2 it is as small, but what these multiply by is not exact in 32 bits.
constexpr float kNear = 0.75f, kFar = 1.5f;

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx512f,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,fma")
#endif
namespace avx512 {
constexpr int kLanes = 16;
constexpr int kRows = 14;
#include "winograd-tiles.h"
}  // namespace avx512
#ifdef __clang__
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#endif
namespace avx2 {
constexpr int kLanes = 8;
constexpr int kRows = 6;
#include "winograd-tiles.h"
}  // namespace avx2
#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

// The kinds of processors, the best first, by the floats in their vectors.
constexpr int kWidest = 16;

bool Has(int lanes) {
  return __builtin_cpu_supports("fma") && (lanes == kWidest ? __builtin_cpu_supports("avx512f") : __builtin_cpu_supports("avx2"));
}

// G of Lavin and Gray by its lines, but for the last, which takes the third of three weights: the weights' polynomial at a point, divided.
struct Point {
  double x, divisor;
};
constexpr double kNear2 = kNear * kNear, kFar2 = kFar * kFar;
constexpr Point kPoints2[] = {{0, 1}, {1, 2}, {-1, 2}};
constexpr Point kPoints4[] = {{0, kNear2 * kFar2},
                              {kNear, 2 * kNear2 * (kNear2 - kFar2)},
                              {-kNear, 2 * kNear2 * (kNear2 - kFar2)},
                              {kFar, 2 * kFar2 * (kFar2 - kNear2)},
                              {-kFar, 2 * kFar2 * (kFar2 - kNear2)}};

double Transform(int tile, int line, const double* weights) {
  if (line == tile + 1) return weights[2];
  const auto [x, divisor] = (tile == 2 ? kPoints2 : kPoints4)[line];
  return (weights[0] + weights[1] * x + weights[2] * x * x) / divisor;
}

// A filter [3, 3, channels, filters] in the order in which it is read.
std::vector<float> Transformed(const float* filter, long channels, long filters, int tile, long columns) {
  const int side = tile + 2;
  std::vector<float> result(side * side * channels * filters);
  for (long c = 0; c < channels; c++) {
    for (long k = 0; k < filters; k++) {
      double lines[6][3];  // each line of the kernel, transformed
      for (int i = 0; i < 3; i++) {
        double weights[3];
        for (int j = 0; j < 3; j++) weights[j] = filter[((i * 3 + j) * channels + c) * filters + k];
        for (int q = 0; q < side; q++) lines[q][i] = Transform(tile, q, weights);
      }
      for (int p = 0; p < side; p++) {
        for (int q = 0; q < side; q++) {
          const long panel = (p * side + q) * filters + k / columns * columns;
          result[panel * channels + c * columns + k % columns] = static_cast<float>(Transform(tile, p, lines[q]));
        }
      }
    }
  }
  return result;
}

// A thread's own room, which stays.
float* Scratch(size_t floats) {
  static thread_local std::vector<float> room;
  if (room.size() < floats) room.resize(floats);
  return room.data();
}

tensorflow::Status ShapeOfOutputs(tensorflow::shape_inference::InferenceContext* context) {
  tensorflow::shape_inference::ShapeHandle x, filter, y;
  TF_RETURN_IF_ERROR(context->WithRank(context->input(0), 4, &x));
  TF_RETURN_IF_ERROR(context->WithRank(context->input(1), 4, &filter));
  TF_RETURN_IF_ERROR(context->ReplaceDim(x, 3, context->Dim(filter, 3), &y));
  context->set_output(0, y);
  return tensorflow::OkStatus();
}

REGISTER_OP("ResNetLabConv3x3")
    .Attr("count: int >= 0")
    .Attr("relu: bool")
    .Attr("tile: int")
    .Attr("lanes: int = 0")
    .Input("x: float")
    .Input("filter: float")
    .Input("terms: count * float")
    .Output("y: float")
    .SetShapeFn(ShapeOfOutputs)
    .Doc("A convolution [N, H, W, C] with [3, 3, C, K], and terms [K] or [N, H, W, K] added, in tiles of 2 x 2 or 4 x 4; by default with the widest vectors that there are.");

class Conv3x3Op : public tensorflow::OpKernel {
 public:
  explicit Conv3x3Op(tensorflow::OpKernelConstruction* context) : OpKernel(context) {
    OP_REQUIRES_OK(context, context->GetAttr("relu", &relu_));
    OP_REQUIRES_OK(context, context->GetAttr("tile", &tile_));
    OP_REQUIRES_OK(context, context->GetAttr("lanes", &lanes_));
    if (lanes_ == 0) lanes_ = WinogradLanes();
    OP_REQUIRES(context, tile_ == 2 || tile_ == 4, tensorflow::errors::InvalidArgument("a tile of ", tile_));
    OP_REQUIRES(context, (lanes_ == 8 || lanes_ == kWidest) && Has(lanes_), tensorflow::errors::Unimplemented("no vectors of ", lanes_, " floats"));
  }

  void Compute(tensorflow::OpKernelContext* context) override {
    const tensorflow::Tensor &x = context->input(0), &filter = context->input(1);
    OP_REQUIRES(context, x.dims() == 4 && filter.dims() == 4 && filter.dim_size(0) == 3 && filter.dim_size(1) == 3 && filter.dim_size(2) == x.dim_size(3),
                tensorflow::errors::InvalidArgument("x ", x.shape().DebugString(), ", filter ", filter.shape().DebugString()));
    const long channels = x.dim_size(3), filters = filter.dim_size(3);
    OP_REQUIRES(context, channels % lanes_ == 0 && filters % lanes_ == 0, tensorflow::errors::Unimplemented(channels, " channels, ", filters, " filters"));
    tensorflow::TensorShape shape = x.shape();
    shape.set_dim(3, filters);
    tensorflow::Tensor* y = nullptr;
    OP_REQUIRES_OK(context, context->allocate_output(0, shape, &y));
    Convolution conv{x.flat<float>().data(), x.dim_size(0), x.dim_size(1), x.dim_size(2), channels, nullptr, filters, {}, relu_, tile_, y->flat<float>().data()};
    for (int i = 2; i < context->num_inputs(); i++) {
      const tensorflow::Tensor& term = context->input(i);
      const bool full = term.shape() == shape;
      OP_REQUIRES(context, full || (term.dims() == 1 && term.dim_size(0) == filters), tensorflow::errors::InvalidArgument("a term of ", term.shape().DebugString()));
      conv.terms.push_back({term.flat<float>().data(), full ? filters : 0});
    }
    conv.filter = FilterOf(filter, conv);
    Run(conv, *context->device()->tensorflow_cpu_worker_threads());
  }

 private:
  long ColumnsOf(const Convolution& conv) const { return lanes_ == kWidest ? avx512::Columns(conv) : avx2::Columns(conv); }

  const float* FilterOf(const tensorflow::Tensor& filter, const Convolution& conv) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (!transformed_.SharesBufferWith(filter) || transformed_.shape() != filter.shape()) {
      filter_ = Transformed(filter.flat<float>().data(), conv.channels, conv.filters, tile_, ColumnsOf(conv));
      transformed_ = filter;
    }
    return filter_.data();
  }

  // Divided among the threads, and scheduled as oneDNN does it, for which the layer pool is made.
  void Run(const Convolution& conv, const tensorflow::DeviceBase::CpuWorkerThreads& pool) const {
    if (TilesOf(conv) == 0) return;
    const auto compute = lanes_ == kWidest ? avx512::Compute : avx2::Compute;
    const long floats = (tile_ + 2) * (tile_ + 2) * BlockOf(conv, tile_) * (conv.channels + conv.filters);
    const auto parts = PartsOf(conv, pool.num_threads, ColumnsOf(conv));
    tensorflow::BlockingCounter left(static_cast<int>(parts.size()));
    const auto computePart = [&](const Part& part) {
      compute(conv, part, Scratch(floats));
      left.DecrementCount();
    };
    pool.workers->Schedule([&] {
      for (size_t i = 1; i < parts.size(); i++) pool.workers->Schedule([&, i] { computePart(parts[i]); });
      computePart(parts[0]);
    });
    left.Wait();
  }

  bool relu_;
  int tile_, lanes_;
  std::mutex mutex_;
  tensorflow::Tensor transformed_;
  std::vector<float> filter_;  // what was made of it
};

REGISTER_KERNEL_BUILDER(Name("ResNetLabConv3x3").Device(tensorflow::DEVICE_CPU), Conv3x3Op);

}  // namespace

int WinogradLanes() {
  for (const int lanes : {kWidest, 8}) {
    if (Has(lanes)) return lanes;
  }
  return 0;
}
