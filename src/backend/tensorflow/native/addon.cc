// What Node.js sees of our own addon. Its ops are TensorFlow's as soon as it is loaded.

#include <node_api.h>

#include "hidden-caches.h"
#include "winograd.h"

NAPI_MODULE_INIT() {
  const auto tell = [](napi_env caller, napi_callback_info) -> napi_value {
    napi_value answer = nullptr;
    napi_get_boolean(caller, TellCaches(), &answer);
    return answer;
  };
  napi_value value = nullptr;
  napi_create_function(env, "tellCaches", NAPI_AUTO_LENGTH, tell, nullptr, &value);
  napi_set_named_property(env, exports, "tellCaches", value);
  napi_create_int32(env, WinogradLanes(), &value);
  napi_set_named_property(env, exports, "convLanes", value);
  return exports;
}
