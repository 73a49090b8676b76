#include "textflag.h"

// The first rem bytes from 32-rem on are set.
DATA ahead<>+0x00(SB)/8, $0xffffffffffffffff
DATA ahead<>+0x08(SB)/8, $0xffffffffffffffff
DATA ahead<>+0x10(SB)/8, $0xffffffffffffffff
DATA ahead<>+0x18(SB)/8, $0xffffffffffffffff
DATA ahead<>+0x20(SB)/8, $0
DATA ahead<>+0x28(SB)/8, $0
DATA ahead<>+0x30(SB)/8, $0
DATA ahead<>+0x38(SB)/8, $0
GLOBL ahead<>(SB), RODATA|NOPTR, $64

// WITHIN sets the bytes of to that are first or at most span beyond it in from,
// which is spoilt.
#define WITHIN(first, span, from, to) \
	VPSUBB   first, from, from \
	VPMINUB  span, from, to    \
	VPCMPEQB from, to, to

// TAKE takes the 32 bytes of Y2, which stand at SI, into the lanes of Y0. Y1 is
// which of the 32 bytes before were digits. Y14 is '0', Y13 is 9 and Y12 is '1'
// in each byte.
#define TAKE \
	VMOVDQU    Y2, Y4               \
	WITHIN(Y14, Y13, Y4, Y3)        \
	VMOVDQU    1(SI), Y4            \
	WITHIN(Y14, Y13, Y4, Y5)        \ // the byte after is a digit
	VPERM2I128 $0x21, Y3, Y1, Y4    \
	VPALIGNR   $15, Y4, Y3, Y4      \ // the byte before is one
	VMOVDQA    Y3, Y1               \
	VPOR       Y4, Y5, Y4           \
	VPCMPEQB   Y14, Y2, Y5          \
	VPANDN     Y5, Y4, Y5           \ // the number 0
	VPANDN     Y3, Y5, Y3           \
	VPBLENDVB  Y3, Y12, Y2, Y2      \
	VPXOR      (R8)(CX*1), Y2, Y4   \
	VPSRLQ     $32, Y4, Y5          \
	VPMULUDQ   Y4, Y5, Y4           \
	VPADDQ     Y4, Y0, Y0           \
	VPSHUFD    $0x4e, Y2, Y2        \
	VPADDQ     Y2, Y0, Y0

// EACH puts a number into each byte of y, of which x is the lower half.
#define EACH(c, x, y) \
	MOVL         $c, AX \
	VMOVD        AX, x  \
	VPBROADCASTB x, y

// func cutVectors(into *cutLine, room int, b *byte, n int, sep byte) int
TEXT ·cutVectors(SB), NOSPLIT, $0-48
	MOVQ         into+0(FP), DI
	MOVQ         room+8(FP), R9
	MOVQ         b+16(FP), SI
	MOVQ         n+24(FP), DX
	LEAQ         -33(SI)(DX*1), DX
	MOVQ         SI, R11
	LEAQ         ·keys(SB), R8
	LEAQ         ahead<>+32(SB), R12
	VPBROADCASTB sep+32(FP), Y15
	EACH(0x30, X14, Y14) // '0'
	EACH(9, X13, Y13)
	EACH(0x31, X12, Y12) // '1'
	XORQ         R13, R13

line:
	MOVQ  SI, BX
	XORQ  CX, CX
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1

stripe:
	CMPQ      SI, DX
	JGT       done
	VMOVDQU   (SI), Y2
	VPCMPEQB  Y15, Y2, Y3
	VPMOVMSKB Y3, AX
	TESTL     AX, AX
	JNZ       tail
	CMPQ      CX, $1024
	JGE       done
	TAKE
	ADDQ      $32, SI
	ADDQ      $32, CX
	JMP       stripe

tail:
	BSFL    AX, AX
	LEAQ    (CX)(AX*1), R10
	CMPQ    R10, $1024
	JGT     done
	MOVQ    R12, R10
	SUBQ    AX, R10
	VPAND   (R10), Y2, Y2
	TAKE
	VMOVDQU Y0, (DI)
	ADDQ    AX, SI
	SUBQ    R11, BX
	MOVQ    BX, 32(DI)
	MOVQ    SI, BX
	SUBQ    R11, BX
	MOVQ    BX, 40(DI)
	INCQ    SI
	ADDQ    $48, DI
	INCQ    R13
	CMPQ    R13, R9
	JLT     line

done:
	VZEROUPPER
	MOVQ R13, ret+40(FP)
	RET

// MASK stores the top bits of 32 bytes.
#define MASK(from, at) \
	VPMOVMSKB from, AX \
	MOVL      AX, at(DI)

// func kindVectors(k *kinds, b *byte, n int)
TEXT ·kindVectors(SB), NOSPLIT, $0-24
	MOVQ k+0(FP), DI
	MOVQ b+8(FP), SI
	MOVQ n+16(FP), CX
	EACH(0x30, X15, Y15) // '0'
	EACH(9, X14, Y14)
	EACH(0x61, X13, Y13) // 'a'
	EACH(5, X12, Y12)
	EACH(25, X11, Y11)
	EACH(0x20, X10, Y10)

next:
	VMOVDQU (SI), Y0
	VMOVDQA Y0, Y1
	WITHIN(Y15, Y14, Y1, Y2) // digits
	MASK(Y2, 0)
	VMOVDQA Y0, Y1
	WITHIN(Y13, Y12, Y1, Y3) // a to f
	MASK(Y3, 136)
	VPOR    Y10, Y0, Y1
	WITHIN(Y13, Y11, Y1, Y3) // letters
	VPOR    Y3, Y2, Y2
	VPOR    Y0, Y2, Y2 // what is not ASCII has its top bit
	MASK(Y2, 272)
	ADDQ    $32, SI
	ADDQ    $4, DI
	SUBQ    $32, CX
	JGT     next
	VZEROUPPER
	RET
