/* The few functions of mathematics that curves need, by the processor's own instructions. */
#ifndef GDI_MATH_H
#define GDI_MATH_H

#define PI 3.14159265358979323846

static inline double square_root(double x)
{
    double result;
    __asm__("sqrtsd %1, %0" : "=x"(result) : "x"(x));
    return result;
}

static inline double sine(double x)
{
    __asm__("fsin" : "+t"(x));
    return x;
}

static inline double cosine(double x)
{
    __asm__("fcos" : "+t"(x));
    return x;
}

/* The angle of the direction (x, y), -PI to PI. */
static inline double angle_of(double y, double x)
{
    __asm__("fpatan" : "+t"(x) : "u"(y) : "st(1)");
    return x;
}

static inline double absolute(double x) { return x < 0 ? -x : x; }

/* To the nearest integer, halves up; out of range: the farthest one. */
static inline int round_to_int(double x)
{
    x += 0.5;
    if (!(x > -2147483647.0)) return -0x7fffffff;
    if (x >= 2147483647.0) return 0x7fffffff;
    int whole = (int)x;
    return whole > x ? whole - 1 : whole;
}

#endif
