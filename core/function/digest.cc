// Digests, checksums and encodings of bytes.
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/function/kernel.h"
#include "core/function/sha.h"

namespace pandora {
namespace {

void Md5Text(CallContext& context, const Value* args, Value* result) {
  *result = CopiedText(context, ToHex(Md5(args[0].view())));
}
void Sha1Text(CallContext& context, const Value* args, Value* result) {
  *result = CopiedText(context, Hexadecimal(Sha1(args[0].view())));
}

void Sha2Text(CallContext& context, const Value* args, Value* result) {
  std::string digest;
  switch (args[1].i) {
    case 0:
    case 256: *result = CopiedText(context, ToHex(Sha256(args[0].view()))); return;
    case 224: digest = Sha224(args[0].view()); break;
    case 384: digest = Sha384(args[0].view()); break;
    case 512: digest = Sha512(args[0].view()); break;
    default: return;
  }
  *result = CopiedText(context, Hexadecimal(digest));
}

void Crc32(CallContext&, const Value* args, Value* result) {
  uint32_t crc = ~0u;
  for (char c : args[0].view()) {
    crc ^= static_cast<unsigned char>(c);
    for (int k = 0; k < 8; ++k) crc = (crc >> 1) ^ (crc & 1 ? 0xEDB88320u : 0u);
  }
  *result = Value::Int(~crc);
}

void Base64(CallContext& context, const Value* args, Value* result) {
  *result = CopiedText(context, Base64Encode(args[0].view()));
}

void Unbase64(CallContext& context, const Value* args, Value* result) {
  // As commons-codec: characters of no digit are passed over, '=' ends the text, bits that make no byte are dropped.
  std::string bytes;
  uint32_t bits = 0;
  int count = 0;
  for (char c : args[0].view()) {
    if (c == '=') break;
    size_t digit = std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/").find(c);
    if (c == '-' || c == '_') digit = c == '-' ? 62 : 63;
    if (digit == std::string_view::npos) continue;
    bits = bits << 6 | static_cast<uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count);
  }
  *result = CopiedText(context, bytes);
}

// Only the encodings that need no tables; others are refused with a message.
template <bool kEncode>
void Recode(CallContext& context, const Value* args, Value* result) {
  std::string charset = ToLowerAscii(args[1].view());
  if (charset == "utf-8" || charset == "utf8" || charset == "us-ascii") {
    *result = args[0];
    return;
  }
  std::string out;
  std::string_view text = args[0].view();
  bool little = charset == "utf-16le";
  bool latin = charset == "iso-8859-1";
  if (!little && charset != "utf-16be" && charset != "utf-16" && !latin) {
    context.error = "unsupported character set " + Quote(args[1].view()) +
                    ": accepted are UTF-8, US-ASCII, ISO-8859-1, UTF-16, UTF-16BE, UTF-16LE";
    return;
  }
  auto append = [&](uint32_t unit) {
    char high = static_cast<char>(unit >> 8);
    char low = static_cast<char>(unit);
    out += little ? low : high;
    out += little ? high : low;
  };
  if (kEncode) {
    if (charset == "utf-16") out += "\xFE\xFF";
    for (size_t pos = 0; pos < text.size();) {
      uint32_t code = DecodeChar(text, &pos);
      if (latin) out += code < 256 ? static_cast<char>(code) : '?';
      else if (code < 0x10000) append(code);
      else append(0xD7C0 + (code >> 10)), append(0xDC00 | (code & 0x3FF));
    }
  } else if (latin) {
    for (char c : text) AppendChar(static_cast<unsigned char>(c), &out);
  } else {
    if (charset == "utf-16" && text.starts_with("\xFE\xFF")) text.remove_prefix(2);
    for (size_t k = 0; k + 1 < text.size(); k += 2) {
      auto unit = [&](size_t at) {
        uint32_t a = static_cast<unsigned char>(text[at]);
        uint32_t b = static_cast<unsigned char>(text[at + 1]);
        return little ? b << 8 | a : a << 8 | b;
      };
      uint32_t code = unit(k);
      if (code >= 0xD800 && code < 0xDC00 && k + 3 < text.size()) {
        code = 0x10000 + ((code - 0xD800) << 10) + (unit(k + 2) & 0x3FF);
        k += 2;
      }
      AppendChar(code >= 0xD800 && code < 0xE000 ? 0xFFFD : code, &out);
    }
  }
  *result = CopiedText(context, out);
}

// Murmur3, seed 42, as Spark hashes single values and columns one after another.
uint32_t RotateLeft(uint32_t x, int bits) { return (x << bits) | (x >> (32 - bits)); }
uint32_t MixK(uint32_t k) { return RotateLeft(k * 0xCC9E2D51u, 15) * 0x1B873593u; }
uint32_t MixH(uint32_t h, uint32_t k) { return RotateLeft(h ^ k, 13) * 5 + 0xE6546B64u; }
uint32_t Finalize(uint32_t h, uint32_t length) {
  h ^= length;
  h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
  h = (h ^ (h >> 13)) * 0xC2B2AE35u;
  return h ^ (h >> 16);
}
uint32_t HashInt(uint32_t value, uint32_t seed) { return Finalize(MixH(seed, MixK(value)), 4); }
uint32_t HashLong(uint64_t value, uint32_t seed) {
  uint32_t h = MixH(seed, MixK(static_cast<uint32_t>(value)));
  return Finalize(MixH(h, MixK(static_cast<uint32_t>(value >> 32))), 8);
}
uint32_t HashText(std::string_view text, uint32_t seed) {
  uint32_t h = seed;
  size_t k = 0;
  for (; k + 4 <= text.size(); k += 4) {
    uint32_t word;
    std::memcpy(&word, text.data() + k, 4);
    h = MixH(h, MixK(word));
  }
  for (; k < text.size(); ++k)
    h = MixH(h, MixK(static_cast<uint32_t>(static_cast<int32_t>(static_cast<signed char>(text[k])))));
  return Finalize(h, static_cast<uint32_t>(text.size()));
}

uint32_t HashOf(const Value& value, const SqlType& type, uint32_t seed) {
  if (value.is_null()) return seed;
  switch (type.kind) {
    case SqlKind::kBoolean:
    case SqlKind::kTinyint:
    case SqlKind::kSmallint:
    case SqlKind::kInt:
    case SqlKind::kDate: return HashInt(static_cast<uint32_t>(value.i), seed);
    case SqlKind::kFloat: {
      float f = static_cast<float>(value.d);
      uint32_t bits;
      std::memcpy(&bits, &f, 4);
      return HashInt(bits, seed);
    }
    case SqlKind::kDouble: {
      uint64_t bits;
      std::memcpy(&bits, &value.d, 8);
      return HashLong(bits, seed);
    }
    case SqlKind::kDecimal: {
      if (type.precision <= 18) return HashLong(static_cast<uint64_t>(value.decimal()), seed);
      // BigInteger.toByteArray: big-endian, as short as its sign allows.
      std::string bytes;
      for (int k = 15; k >= 0; --k) bytes += static_cast<char>(value.decimal() >> (8 * k));
      auto redundant = [&] {
        char sign = static_cast<char>(bytes[0] == 0 ? 0 : -1);
        return bytes.size() > 1 && bytes[0] == sign && ((bytes[1] ^ sign) & 0x80) == 0;
      };
      while (redundant()) bytes.erase(0, 1);
      return HashText(bytes, seed);
    }
    case SqlKind::kString:
    case SqlKind::kBinary: return HashText(value.view(), seed);
    case SqlKind::kArray:
    case SqlKind::kMap:
    case SqlKind::kStruct:
      for (uint32_t k = 0; k < value.size; ++k) {
        size_t field = type.kind == SqlKind::kStruct ? k : type.kind == SqlKind::kMap ? k % 2 : 0;
        seed = HashOf(value.items[k], (*type.fields)[field].type, seed);
      }
      return seed;
    default: return HashLong(static_cast<uint64_t>(value.i), seed);
  }
}

void Hash(CallContext& context, const Value* args, Value* result) {
  uint32_t hash = 42;
  for (size_t k = 0; k < context.arg_types.size(); ++k) hash = HashOf(args[k], context.arg_types[k], hash);
  *result = Value::Int(static_cast<int32_t>(hash));
}

const Function kTable[] = {
    {"md5", "(bytes) -> string", Md5Text, nullptr, 0, nullptr, nullptr, "The MD5 digest in hexadecimal.", "MD5 摘要。",
     "md5('a') => 0cc175b9c0f1b6a831c399e269772661"},
    {"sha1|sha", "(bytes) -> string", Sha1Text, nullptr, 0, nullptr, nullptr, "The SHA-1 digest in hexadecimal.",
     "SHA-1 摘要。", "sha1('abc') => a9993e364706816aba3e25717850c26c9cd0d89d"},
    {"sha2", "(bytes, int) -> string", Sha2Text, nullptr, 0, nullptr, nullptr,
     "The SHA-2 digest of 224, 256 (or 0), 384 or 512 bits.", "SHA-2 摘要。",
     "substr(sha2('abc', 256), 1, 8) => ba7816bf\nsubstr(sha2('abc', 224), 1, 8) => 23097d22\nsubstr(sha2('abc', 512), "
     "1, 8) => ddaf35a1\nsubstr(sha2('abc', 384), 1, 8) => cb00753f\nsha2('abc', 1) => NULL"},
    {"crc32", "(bytes) -> bigint", Crc32, nullptr, 0, nullptr, nullptr, "The CRC-32 checksum.", "CRC-32 校验和。",
     "crc32('Spark') => 1557323817"},
    {"base64", "(bytes) -> string", Base64, nullptr, 0, nullptr, nullptr, "The bytes in base64.", "Base64 编码。",
     "base64('Spark SQL') => U3BhcmsgU1FM"},
    {"unbase64", "(string) -> binary", Unbase64, nullptr, 0, nullptr, nullptr, "The bytes that a base64 text says.",
     "Base64 解码。", "unbase64('U3BhcmsgU1FM') => Spark SQL"},
    {"encode", "(string, string) -> binary", Recode<true>, nullptr, 0, nullptr, nullptr,
     "A text as bytes of a character set.", "按字符集编码。", "encode('abc', 'utf-8') => abc"},
    {"decode", "(bytes, string) -> string", Recode<false>, nullptr, 0, nullptr, nullptr,
     "Bytes of a character set as text.", "按字符集解码。", "decode(encode('中', 'utf-16'), 'utf-16') => 中"},
    {"hash", "(any, ...) -> int", Hash, nullptr, kOwnNulls, nullptr, nullptr, "Murmur3 over the arguments.",
     "Murmur3 哈希。", "hash(1) = hash(1) => true"},
};

}  // namespace

std::span<const Function> DigestFunctions() { return kTable; }

}  // namespace pandora
