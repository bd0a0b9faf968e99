// snappy of whole buffers (the raw format, without frames), over the library of that name: the blocks of Parquet files.
#ifndef PANDORA_CORE_FORMAT_SNAPPY_H_
#define PANDORA_CORE_FORMAT_SNAPPY_H_

#include <string>
#include <string_view>

#include "core/base/status.h"

namespace pandora {

// Appends the compressed form of `data`, the same bytes on every platform. At most 4 GiB.
void SnappyCompress(std::string_view data, std::string* out);

// E18125 when it is no snappy data or damaged, E18005 when it would exceed `max_size` bytes.
Result<std::string> SnappyDecompress(std::string_view data, size_t max_size);

// The same into `out`, whose memory is used again, for data that must become exactly `size` bytes; E18125 when they do not.
Status SnappyDecompressTo(std::string_view data, size_t size, std::string* out);

}  // namespace pandora

#endif  // PANDORA_CORE_FORMAT_SNAPPY_H_
