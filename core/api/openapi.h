// The OpenAPI 3.1 document, made from the route table and the error table. The console's list of requests and the TypeScript types
// are made from it.
#ifndef PANDORA_CORE_API_OPENAPI_H_
#define PANDORA_CORE_API_OPENAPI_H_

#include <string>

namespace pandora {

// JSON text; the same at every call.
const std::string& OpenApiDocument();

}  // namespace pandora

#endif  // PANDORA_CORE_API_OPENAPI_H_
