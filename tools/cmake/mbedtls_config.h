// The part of mbed TLS that is built: the hashes, and HMAC over them (md.h).
#ifndef TOOLS_CMAKE_MBEDTLS_CONFIG_H_
#define TOOLS_CMAKE_MBEDTLS_CONFIG_H_

#define MBEDTLS_MD_C
#define MBEDTLS_MD5_C
#define MBEDTLS_SHA1_C
#define MBEDTLS_SHA256_C

#endif  // TOOLS_CMAKE_MBEDTLS_CONFIG_H_
