// A thread pool for networks that only infer, and the op that gives it to a session's device.
//
// TensorFlow hands every layer over to its own pool. There the thread that asks sleeps until the layer is done, the pool's threads may sleep until the
// next one, and to wake a thread takes some fifty microseconds, for each of ResNet-50's 53 convs. In this pool the thread that asks computes its
// share, and threads look out for work for a while before they sleep.
//
// It knows TensorFlow's C++ interface, so it is compiled for one exact version; where the addon that it is part of is loaded, TensorFlow knows the op.

#include <immintrin.h>
#include <pthread.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

#include "tensorflow/core/framework/common_shape_fns.h"
#include "tensorflow/core/framework/device_base.h"
#include "tensorflow/core/framework/op.h"
#include "tensorflow/core/framework/op_kernel.h"
#include "xla/tsl/platform/threadpool_interface.h"

namespace {

using Clock = std::chrono::steady_clock;
using Task = std::function<void()>;

// How long a thread looks out for work, or for the end of others' work, before it sleeps: longer than what lies between two layers.
constexpr auto kPatience = std::chrono::milliseconds(1);
// How much of that it keeps its core. Afterwards whoever else wants the core gets it; to offer it is a system call each time.
constexpr auto kSelfish = std::chrono::microseconds(100);

// Looks out until there is something; answers whether there is.
template <typename Something>
bool LookOut(Something there) {
  const auto start = Clock::now();
  for (auto now = start; now - start < kPatience; now = Clock::now()) {
    if (there()) return true;
    if (now - start < kSelfish) {
      _mm_pause();
    } else {
      std::this_thread::yield();
    }
  }
  return false;
}

// oneDNN schedules a layer as one task, which schedules parts of itself; so the thread that asks computes the task, and the pool's threads get the parts.
// A part is handed over only to a thread that has nothing to do, and computed at once where there is none: nothing that is scheduled waits for
// another task to end, so tasks may wait for each other as they like.
//
// A kernel that schedules a part and goes on with the rest itself, as max pooling does, computes both on its own thread.
class LayerPool : public tsl::thread::ThreadPoolInterface {
 public:
  // One of the `threads` is whoever asks.
  explicit LayerPool(int threads) : threads_(threads) {
    for (int id = 0; id < threads - 1; id++) std::thread([this, id] { Work(id); }).detach();
  }

  void Schedule(Task task) override {
    if (id_ < 0 && !asking_) {
      Compute(task);
    } else if (!HandOver(task)) {
      task();
    }
  }

  int NumThreads() const override { return threads_; }
  int CurrentThreadId() const override { return id_; }

 private:
  bool HandOver(Task& task) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (queue_.size() >= seekers_) return false;
    queue_.push_back(std::move(task));
    queued_.store(true, std::memory_order_release);
    unfinished_.fetch_add(1, std::memory_order_relaxed);
    if (queue_.size() > seekers_ - sleepers_) awake_.notify_one();
    return true;
  }

  void Work(int id) {
    id_ = id;
    pthread_setname_np(pthread_self(), "layer_pool");
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      seekers_++;
      if (queue_.empty()) {
        lock.unlock();
        LookOut([this] { return queued_.load(std::memory_order_acquire); });
        lock.lock();
      }
      sleepers_++;
      awake_.wait(lock, [this] { return !queue_.empty(); });
      sleepers_--;
      seekers_--;
      RunOne(lock);
    }
  }

  // On the thread that asks: the task, then those of its parts that nobody has begun. Whoever scheduled it finds all of them done and need not sleep.
  void Compute(const Task& task) {
    asking_ = true;
    task();
    const auto done = [this] { return unfinished_.load(std::memory_order_acquire) == 0; };
    while (!done() && LookOut([this, done] { return done() || queued_.load(std::memory_order_acquire); })) {
      std::unique_lock<std::mutex> lock(mutex_);
      if (!queue_.empty()) RunOne(lock);
    }
    asking_ = false;
  }

  // Takes a task from the queue, which is locked before and after.
  void RunOne(std::unique_lock<std::mutex>& lock) {
    Task task = std::move(queue_.front());
    queue_.pop_front();
    queued_.store(!queue_.empty(), std::memory_order_release);
    lock.unlock();
    task();
    task = nullptr;  // what it holds is gone before it counts as done
    unfinished_.fetch_sub(1, std::memory_order_release);
    lock.lock();
  }

  const int threads_;
  std::mutex mutex_;
  std::condition_variable awake_;
  std::deque<Task> queue_;
  // Threads that will take a task as soon as there is one, and those of them that sleep.
  size_t seekers_ = 0;
  size_t sleepers_ = 0;
  // What is seen without the lock: whether there are tasks to take, and how many were handed over and have not ended.
  std::atomic<bool> queued_{false};
  std::atomic<int> unfinished_{0};
  static thread_local int id_;
  static thread_local bool asking_;
};

thread_local int LayerPool::id_ = -1;
thread_local bool LayerPool::asking_ = false;

// The process's pool, of as many threads as are asked for first; its threads end with the process.
tensorflow::DeviceBase::CpuWorkerThreads* Pool(int threads) {
  static auto* pool = new tensorflow::DeviceBase::CpuWorkerThreads{threads, new tsl::thread::ThreadPool(new LayerPool(threads))};
  return pool;
}

REGISTER_OP("ResNetLabLayerPool")
    .Attr("threads: int >= 1")
    .Output("size: int32")
    .SetIsStateful()
    .SetShapeFn(tensorflow::shape_inference::ScalarShape)
    .Doc("From now on, the device's kernels divide their work among the layer pool's threads.");

class LayerPoolOp : public tensorflow::OpKernel {
 public:
  explicit LayerPoolOp(tensorflow::OpKernelConstruction* context) : OpKernel(context) {
    OP_REQUIRES_OK(context, context->GetAttr("threads", &threads_));
  }

  void Compute(tensorflow::OpKernelContext* context) override {
    auto* pool = Pool(threads_);
    context->device()->set_tensorflow_cpu_worker_threads(pool);
    tensorflow::Tensor* size = nullptr;
    OP_REQUIRES_OK(context, context->allocate_output(0, tensorflow::TensorShape({}), &size));
    size->scalar<int>()() = pool->num_threads;
  }

 private:
  int threads_;
};

REGISTER_KERNEL_BUILDER(Name("ResNetLabLayerPool").Device(tensorflow::DEVICE_CPU), LayerPoolOp);

}  // namespace
