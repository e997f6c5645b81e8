// Lets oneDNN work in virtual machines that keep the sizes of AMD's caches to themselves.
//
// oneDNN takes such a cache for a single byte and divides by what fits into it, which ends the process with SIGFPE. So it is told the sizes here, as far
// as the processor tells of them elsewhere, else those that oneDNN itself assumes where it knows of no cache. It has neither a function for that nor a
// symbol for its record of the processor: the record is looked for in TensorFlow's data, by all that CPUID tells of the processor.

#include "hidden-caches.h"

#include <cpuid.h>
#include <link.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace {

// From Xbyak::util::Cpu (Xbyak 7, in oneDNN 3.7), what it knows of caches and of the processor's model.
struct Processor {
  uint32_t size[10];     // a cache's bytes, by level
  uint32_t sharing[10];  // how many cores share it
  uint32_t levels;
  uint32_t avx10;
  int32_t model, family, stepping, extended_model, extended_family, display_family, display_model;
};

// AMD's processors describe their caches in CPUID's leaf 0x8000001D, one after the other; a type of 0 says that there are no more.
bool CachesHidden() {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  return __get_cpuid_count(0x8000001D, 0, &eax, &ebx, &ecx, &edx) != 0 && (eax & 31) == 0;
}

// The record that oneDNN makes of this processor if it finds three caches of one byte.
Processor Expected() {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  __get_cpuid(1, &eax, &ebx, &ecx, &edx);
  Processor expected{};
  expected.levels = 3;
  for (uint32_t level = 0; level < expected.levels; level++) expected.size[level] = expected.sharing[level] = 1;
  expected.stepping = eax & 15;
  expected.model = eax >> 4 & 15;
  expected.family = eax >> 8 & 15;
  expected.extended_model = eax >> 16 & 15;
  expected.extended_family = eax >> 20 & 255;
  expected.display_family = expected.family == 15 ? expected.family + expected.extended_family : expected.family;
  expected.display_model = expected.extended_model * 16 + expected.model;
  return expected;
}

struct Search {
  const Processor expected;
  std::vector<Processor*> found;
};

bool Matches(const Processor& candidate, const Processor& expected) {
  return std::memcmp(&candidate, &expected, offsetof(Processor, avx10)) == 0 &&
         std::memcmp(&candidate.model, &expected.model, sizeof(Processor) - offsetof(Processor, model)) == 0;
}

// Looks through the writable data of one loaded library, if it is the one that oneDNN is part of.
int SearchLibrary(dl_phdr_info* library, size_t, void* data) {
  auto* search = static_cast<Search*>(data);
  if (std::strstr(library->dlpi_name, "libtensorflow_cc.so") == nullptr) return 0;
  for (int i = 0; i < library->dlpi_phnum; i++) {
    const auto& part = library->dlpi_phdr[i];
    if (part.p_type != PT_LOAD || (part.p_flags & PF_W) == 0) continue;
    const uintptr_t start = (library->dlpi_addr + part.p_vaddr + 3) / 4 * 4;
    const uintptr_t end = library->dlpi_addr + part.p_vaddr + part.p_memsz;
    for (uintptr_t at = start; at + sizeof(Processor) <= end; at += 4) {
      auto* candidate = reinterpret_cast<Processor*>(at);
      if (Matches(*candidate, search->expected)) search->found.push_back(candidate);
    }
  }
  return 0;
}

// What oneDNN assumes of a core's caches (get_per_core_cache_size).
constexpr uint32_t kAssumed[] = {32 << 10, 512 << 10, 1 << 20};

// Bytes of a core's first and second cache, of which AMD's older leaves tell too, and of its share of the third.
std::array<uint32_t, 3> Sizes() {
  unsigned eax = 0, ebx = 0, first = 0, second = 0, edx = 0;
  __get_cpuid(0x80000005, &eax, &ebx, &first, &edx);
  __get_cpuid(0x80000006, &eax, &ebx, &second, &edx);
  const uint32_t told[] = {(first >> 24) << 10, (second >> 16) << 10};
  return {std::max(told[0], kAssumed[0]), std::max(told[1], kAssumed[1]), kAssumed[2]};
}

}  // namespace

bool TellCaches() {
  static bool done = !CachesHidden();
  if (done) return true;
  Search search{Expected(), {}};
  dl_iterate_phdr(SearchLibrary, &search);
  if (search.found.size() != 1) return false;
  const auto sizes = Sizes();
  std::copy(sizes.begin(), sizes.end(), search.found[0]->size);
  return done = true;
}
