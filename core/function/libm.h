// The transcendental functions of SQL: musl's, compiled from the same sources for every target, so that exp, pow, sin and their kin
// give the same last digit natively and in wasm. The platform's own (std::exp ...) differ and must not be called where a user can see
// the result; what IEEE 754 defines exactly (sqrt, floor, fmod, rint ...) is the same everywhere and may come from <cmath>.
//
// Called by: the kernels of core/function. Doubles in, doubles out, errors under one unit in the last place; outside a domain NaN, as
// Java's Math. They raise floating-point flags, set no errno, keep no state.
#ifndef PANDORA_CORE_FUNCTION_LIBM_H_
#define PANDORA_CORE_FUNCTION_LIBM_H_

// The names that tools/cmake/musl/rename.h gives them.
extern "C" {
double pandora_musl_acos(double);
double pandora_musl_asin(double);
double pandora_musl_atan(double);
double pandora_musl_atan2(double, double);
double pandora_musl_cbrt(double);
double pandora_musl_cos(double);
double pandora_musl_cosh(double);
double pandora_musl_exp(double);
double pandora_musl_expm1(double);
double pandora_musl_hypot(double, double);
double pandora_musl_log(double);
double pandora_musl_log10(double);
double pandora_musl_log1p(double);
double pandora_musl_pow(double, double);
double pandora_musl_sin(double);
double pandora_musl_sinh(double);
double pandora_musl_tan(double);
double pandora_musl_tanh(double);
}

namespace pandora::libm {

inline double Exp(double x) { return pandora_musl_exp(x); }
inline double Expm1(double x) { return pandora_musl_expm1(x); }
inline double Log(double x) { return pandora_musl_log(x); }
inline double Log10(double x) { return pandora_musl_log10(x); }
inline double Log1p(double x) { return pandora_musl_log1p(x); }
// Angles in radians.
inline double Sin(double x) { return pandora_musl_sin(x); }
inline double Cos(double x) { return pandora_musl_cos(x); }
inline double Tan(double x) { return pandora_musl_tan(x); }
inline double Asin(double x) { return pandora_musl_asin(x); }
inline double Acos(double x) { return pandora_musl_acos(x); }
inline double Atan(double x) { return pandora_musl_atan(x); }
inline double Atan2(double y, double x) { return pandora_musl_atan2(y, x); }
inline double Sinh(double x) { return pandora_musl_sinh(x); }
inline double Cosh(double x) { return pandora_musl_cosh(x); }
inline double Tanh(double x) { return pandora_musl_tanh(x); }
inline double Cbrt(double x) { return pandora_musl_cbrt(x); }
inline double Hypot(double x, double y) { return pandora_musl_hypot(x, y); }
// As C has it: 1 to any power is 1, also to NaN, where Java's pow gives NaN.
inline double Pow(double x, double y) { return pandora_musl_pow(x, y); }

}  // namespace pandora::libm

#endif  // PANDORA_CORE_FUNCTION_LIBM_H_
