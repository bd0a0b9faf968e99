// gzip (RFC 1952) of whole buffers, over libdeflate.
#ifndef PANDORA_CORE_FORMAT_GZIP_H_
#define PANDORA_CORE_FORMAT_GZIP_H_

#include <string>
#include <string_view>

#include "core/base/status.h"

namespace pandora {

// Bytes are the same on every platform (fixed level, no time stamp, no name).
std::string GzipCompress(std::string_view data);

// All members of `data`, concatenated. E18125 when it is no gzip or damaged, E18005 when it would exceed `max_size` bytes.
Result<std::string> GzipDecompress(std::string_view data, size_t max_size);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_GZIP_H_
