// Compiled in front of each file of musl's mathematics (tools/cmake/ThirdParty.cmake): gives every function and table that these
// files define a name of its own, so that they never stand in for the platform's, nor the platform's for them.
// core/function/libm.h declares the ones that we call.
#ifndef PANDORA_TOOLS_CMAKE_MUSL_RENAME_H_
#define PANDORA_TOOLS_CMAKE_MUSL_RENAME_H_

// Before the renaming: the platform's declarations keep their names.
#include <math.h>

#define hidden __attribute__((__visibility__("hidden")))

// A fused multiply-add rounds once where two operations round twice: some processors would differ in the last digit.
#undef __FP_FAST_FMA

#define acos pandora_musl_acos
#define asin pandora_musl_asin
#define atan pandora_musl_atan
#define atan2 pandora_musl_atan2
#define cbrt pandora_musl_cbrt
#define cos pandora_musl_cos
#define cosh pandora_musl_cosh
#define exp pandora_musl_exp
#define expm1 pandora_musl_expm1
#define hypot pandora_musl_hypot
#define log pandora_musl_log
#define log10 pandora_musl_log10
#define log1p pandora_musl_log1p
#define pow pandora_musl_pow
#define sin pandora_musl_sin
#define sinh pandora_musl_sinh
#define tan pandora_musl_tan
#define tanh pandora_musl_tanh

#define __cos pandora_musl_cos_kernel
#define __sin pandora_musl_sin_kernel
#define __tan pandora_musl_tan_kernel
// Declared by musl's libm.h and by glibc, with other arguments.
#define __cosl pandora_musl_cosl_kernel
#define __sinl pandora_musl_sinl_kernel
#define __tanl pandora_musl_tanl_kernel
#define __expo2 pandora_musl_expo2
#define __rem_pio2 pandora_musl_rem_pio2
#define __rem_pio2_large pandora_musl_rem_pio2_large
#define __math_divzero pandora_musl_divzero
#define __math_invalid pandora_musl_invalid
#define __math_oflow pandora_musl_oflow
#define __math_uflow pandora_musl_uflow
#define __math_xflow pandora_musl_xflow
#define __exp_data pandora_musl_exp_data
#define __log_data pandora_musl_log_data
#define __pow_log_data pandora_musl_pow_log_data

double acos(double);
double asin(double);
double atan(double);
double atan2(double, double);
double cbrt(double);
double cos(double);
double cosh(double);
double exp(double);
double expm1(double);
double hypot(double, double);
double log(double);
double log10(double);
double log1p(double);
double pow(double, double);
double sin(double);
double sinh(double);
double tan(double);
double tanh(double);

#endif  // PANDORA_TOOLS_CMAKE_MUSL_RENAME_H_
