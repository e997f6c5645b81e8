// Max pooling on all the device's threads. TensorFlow divides it by images alone, so that a single one is pooled by one thread, and it hands over to oneDNN
// only what is padded in TensorFlow's own way.

#include <algorithm>
#include <cstdint>
#include <limits>

#include "absl/synchronization/blocking_counter.h"
#include "tensorflow/core/framework/device_base.h"
#include "tensorflow/core/framework/op.h"
#include "tensorflow/core/framework/op_kernel.h"
#include "tensorflow/core/framework/shape_inference.h"

namespace {

REGISTER_OP("ResNetLabMaxPool")
    .Attr("kernel: int >= 1")
    .Attr("stride: int >= 1")
    .Attr("padding: int >= 0")
    .Input("x: float")
    .Output("y: float")
    .SetShapeFn([](tensorflow::shape_inference::InferenceContext* context) {
      tensorflow::shape_inference::ShapeHandle x;
      TF_RETURN_IF_ERROR(context->WithRank(context->input(0), 4, &x));
      context->set_output(0, context->MakeShape({context->Dim(x, 0), context->UnknownDim(), context->UnknownDim(), context->Dim(x, 3)}));
      return absl::OkStatus();
    })
    .Doc("Max pooling of NHWC images as torch.nn.MaxPool2d: square, padded on all sides with what is smaller than any value.");

struct Window {
  int64_t kernel, stride, padding;

  int64_t Outputs(int64_t inputs) const { return (inputs + 2 * padding - kernel) / stride + 1; }
  // The inputs that an output sees, of those that there are.
  int64_t First(int64_t output) const { return std::max<int64_t>(output * stride - padding, 0); }
  int64_t End(int64_t output, int64_t inputs) const { return std::min(output * stride - padding + kernel, inputs); }
};

// `x` is an image, `y` one row of its pooled image.
void PoolRow(const float* x, int64_t height, int64_t width, int64_t channels, const Window& window, int64_t row, float* y) {
  for (int64_t column = 0; column < window.Outputs(width); column++, y += channels) {
    std::fill_n(y, channels, -std::numeric_limits<float>::infinity());
    for (int64_t i = window.First(row); i < window.End(row, height); i++) {
      for (int64_t j = window.First(column); j < window.End(column, width); j++) {
        const float* pixel = x + (i * width + j) * channels;
        for (int64_t c = 0; c < channels; c++) y[c] = pixel[c] > y[c] ? pixel[c] : y[c];
      }
    }
  }
}

class MaxPoolOp : public tensorflow::OpKernel {
 public:
  explicit MaxPoolOp(tensorflow::OpKernelConstruction* context) : OpKernel(context) {
    OP_REQUIRES_OK(context, context->GetAttr("kernel", &window_.kernel));
    OP_REQUIRES_OK(context, context->GetAttr("stride", &window_.stride));
    OP_REQUIRES_OK(context, context->GetAttr("padding", &window_.padding));
  }

  void Compute(tensorflow::OpKernelContext* context) override {
    const tensorflow::Tensor& x = context->input(0);
    const int64_t batch = x.dim_size(0), height = x.dim_size(1), width = x.dim_size(2), channels = x.dim_size(3);
    const int64_t rows = window_.Outputs(height), columns = window_.Outputs(width);
    OP_REQUIRES(context, window_.kernel <= std::min(height, width) + 2 * window_.padding && 2 * window_.padding <= window_.kernel,
                absl::InvalidArgumentError("the window does not fit into the image"));
    tensorflow::Tensor* y = nullptr;
    OP_REQUIRES_OK(context, context->allocate_output(0, tensorflow::TensorShape({batch, rows, columns, channels}), &y));
    const float* from = x.flat<float>().data();
    float* to = y->flat<float>().data();
    InParts(context->device()->tensorflow_cpu_worker_threads(), batch * rows, [&](int64_t row) {
      PoolRow(from + row / rows * height * width * channels, height, width, channels, window_, row % rows, to + row * columns * channels);
    });
  }

 private:
  // As oneDNN does it, which the layer pool goes by: one task schedules parts of itself, and whoever scheduled that one waits for them.
  template <typename Function>
  static void InParts(const tensorflow::DeviceBase::CpuWorkerThreads* threads, int64_t rows, const Function& pool) {
    const int64_t parts = std::clamp<int64_t>(rows, 1, threads->num_threads);
    absl::BlockingCounter left(static_cast<int>(parts));
    const auto compute = [&](int64_t part) {
      for (int64_t row = rows * part / parts; row < rows * (part + 1) / parts; row++) pool(row);
      left.DecrementCount();
    };
    threads->workers->Schedule([&] {
      for (int64_t part = 1; part < parts; part++) threads->workers->Schedule([&compute, part] { compute(part); });
      compute(0);
    });
    left.Wait();
  }

  Window window_;
};

REGISTER_KERNEL_BUILDER(Name("ResNetLabMaxPool").Device(tensorflow::DEVICE_CPU), MaxPoolOp);

}  // namespace
