#include "core/function/sha.h"

#include <array>
#include <bit>
#include <cstdint>

namespace pandora {
namespace {

// The first `count` primes' roots give SHA-2 its constants: computed exactly, since a table of 80 words would only hide typos.
// floor(frac(root(p)) * 2^64) by integer search on 192-bit products.
__extension__ typedef unsigned __int128 Wide;

// Whether (whole + fraction/2^64)^power <= p, for power 2 or 3, with fraction below 2^64.
bool AtMost(uint64_t whole, uint64_t fraction, int power, uint64_t p) {
  // x = whole * 2^64 + fraction, at most 68 bits; compare x^power with p * 2^(64 * power) in 32-bit limbs.
  auto multiply = [](const std::array<uint32_t, 12>& a, const std::array<uint32_t, 12>& b) {
    std::array<uint32_t, 12> out{};
    for (size_t i = 0; i < 12; ++i) {
      uint64_t carry = 0;
      for (size_t k = 0; i + k < 12; ++k) {
        uint64_t sum = static_cast<uint64_t>(a[i]) * b[k] + out[i + k] + carry;
        out[i + k] = static_cast<uint32_t>(sum);
        carry = sum >> 32;
      }
    }
    return out;
  };
  std::array<uint32_t, 12> x{};
  x[0] = static_cast<uint32_t>(fraction);
  x[1] = static_cast<uint32_t>(fraction >> 32);
  x[2] = static_cast<uint32_t>(whole);
  std::array<uint32_t, 12> product = multiply(x, x);
  if (power == 3) product = multiply(product, x);
  std::array<uint32_t, 12> target{};
  target[static_cast<size_t>(2 * power)] = static_cast<uint32_t>(p);
  for (size_t k = 12; k-- > 0;) {
    if (product[k] != target[k]) return product[k] < target[k];
  }
  return true;
}

uint64_t RootFraction(uint64_t p, int power) {
  uint64_t whole = 1;
  while (AtMost(whole + 1, 0, power, p)) ++whole;
  uint64_t fraction = 0;
  for (int bit = 63; bit >= 0; --bit) {
    uint64_t candidate = fraction | (uint64_t{1} << bit);
    if (AtMost(whole, candidate, power, p)) fraction = candidate;
  }
  return fraction;
}

struct Constants {
  std::array<uint64_t, 80> cube{};
  std::array<uint64_t, 16> square{};

  Constants() {
    size_t count = 0;
    for (uint64_t p = 2; count < 80; ++p) {
      bool prime = true;
      for (uint64_t d = 2; d * d <= p; ++d) prime = prime && p % d != 0;
      if (!prime) continue;
      if (count < 16) square[count] = RootFraction(p, 2);
      cube[count++] = RootFraction(p, 3);
    }
  }
};

const Constants& GetConstants() {
  static const Constants constants;
  return constants;
}

// The message with its padding; `block` is 64 or 128.
std::string Pad(std::string_view data, size_t block) {
  std::string text(data);
  text += '\x80';
  size_t length_bytes = block / 8;
  while (text.size() % block != block - length_bytes) text += '\0';
  if (length_bytes == 16) text.append(8, '\0');
  uint64_t bits = static_cast<uint64_t>(data.size()) * 8;
  for (int shift = 56; shift >= 0; shift -= 8) text += static_cast<char>(bits >> shift);
  return text;
}

template <typename Word>
Word ReadWord(const std::string& text, size_t pos) {
  Word word = 0;
  for (size_t k = 0; k < sizeof(Word); ++k)
    word = static_cast<Word>((word << 8) | static_cast<unsigned char>(text[pos + k]));
  return word;
}

template <typename Word>
std::string Bytes(const Word* words, size_t count) {
  std::string out;
  for (size_t k = 0; k < count; ++k) {
    for (int shift = static_cast<int>(sizeof(Word)) * 8 - 8; shift >= 0; shift -= 8)
      out += static_cast<char>(words[k] >> shift);
  }
  return out;
}

// SHA-2 on 32-bit words (64 rounds) or 64-bit words (80).
template <typename Word>
void Sha2(std::string_view data, std::array<Word, 8>* state) {
  constexpr bool kLong = sizeof(Word) == 8;
  constexpr int kRotations[] = {kLong ? 28 : 2,  kLong ? 34 : 13, kLong ? 39 : 22, kLong ? 14 : 6,
                                kLong ? 18 : 11, kLong ? 41 : 25, kLong ? 1 : 7,   kLong ? 8 : 18,
                                kLong ? 7 : 3,   kLong ? 19 : 17, kLong ? 61 : 19, kLong ? 6 : 10};
  constexpr size_t kRounds = kLong ? 80 : 64;
  auto rotate = [](Word x, int bits) { return std::rotr(x, bits); };
  std::string text = Pad(data, sizeof(Word) * 16);
  const Constants& constants = GetConstants();
  for (size_t pos = 0; pos < text.size(); pos += sizeof(Word) * 16) {
    std::array<Word, kRounds> w{};
    for (size_t k = 0; k < 16; ++k) w[k] = ReadWord<Word>(text, pos + k * sizeof(Word));
    for (size_t k = 16; k < kRounds; ++k) {
      Word s0 = rotate(w[k - 15], kRotations[6]) ^ rotate(w[k - 15], kRotations[7]) ^ (w[k - 15] >> kRotations[8]);
      Word s1 = rotate(w[k - 2], kRotations[9]) ^ rotate(w[k - 2], kRotations[10]) ^ (w[k - 2] >> kRotations[11]);
      w[k] = w[k - 16] + s0 + w[k - 7] + s1;
    }
    auto [a, b, c, d, e, f, g, h] = *state;
    for (size_t k = 0; k < kRounds; ++k) {
      Word constant = static_cast<Word>(constants.cube[k] >> (64 - sizeof(Word) * 8));
      Word s1 = rotate(e, kRotations[3]) ^ rotate(e, kRotations[4]) ^ rotate(e, kRotations[5]);
      Word t1 = h + s1 + ((e & f) ^ (~e & g)) + constant + w[k];
      Word s0 = rotate(a, kRotations[0]) ^ rotate(a, kRotations[1]) ^ rotate(a, kRotations[2]);
      Word t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
    }
    const std::array<Word, 8> add = {a, b, c, d, e, f, g, h};
    for (size_t k = 0; k < 8; ++k) (*state)[k] += add[k];
  }
}

}  // namespace

std::string Sha1(std::string_view data) {
  std::array<uint32_t, 5> state = {0x67452301u, 0xEFCDAB89u, 0x98BADCFEu, 0x10325476u, 0xC3D2E1F0u};
  std::string text = Pad(data, 64);
  for (size_t pos = 0; pos < text.size(); pos += 64) {
    std::array<uint32_t, 80> w{};
    for (size_t k = 0; k < 16; ++k) w[k] = ReadWord<uint32_t>(text, pos + k * 4);
    for (size_t k = 16; k < 80; ++k) w[k] = std::rotl(w[k - 3] ^ w[k - 8] ^ w[k - 14] ^ w[k - 16], 1);
    auto [a, b, c, d, e] = state;
    for (size_t k = 0; k < 80; ++k) {
      uint32_t f = k < 20 ? (b & c) | (~b & d) : k < 40 ? b ^ c ^ d : k < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
      uint32_t constant = k < 20 ? 0x5A827999u : k < 40 ? 0x6ED9EBA1u : k < 60 ? 0x8F1BBCDCu : 0xCA62C1D6u;
      uint32_t next = std::rotl(a, 5) + f + e + constant + w[k];
      e = d, d = c, c = std::rotl(b, 30), b = a, a = next;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e;
  }
  return Bytes(state.data(), 5);
}

std::string Sha224(std::string_view data) {
  std::array<uint32_t, 8> state{};
  for (size_t k = 0; k < 8; ++k) state[k] = static_cast<uint32_t>(GetConstants().square[k + 8]);
  Sha2(data, &state);
  return Bytes(state.data(), 7);
}

std::string Sha384(std::string_view data) {
  std::array<uint64_t, 8> state{};
  for (size_t k = 0; k < 8; ++k) state[k] = GetConstants().square[k + 8];
  Sha2(data, &state);
  return Bytes(state.data(), 6);
}

std::string Sha512(std::string_view data) {
  std::array<uint64_t, 8> state{};
  for (size_t k = 0; k < 8; ++k) state[k] = GetConstants().square[k];
  Sha2(data, &state);
  return Bytes(state.data(), 8);
}

std::string Hexadecimal(std::string_view bytes) {
  std::string out;
  for (char c : bytes) {
    out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
    out += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

}  // namespace pandora
