#include "delay/delay.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A function of a library: where to jump, its name, the library's soname. The code below knows the order. */
struct delayed {
    void *target;
    const char *name, *library;
};

__attribute__((used, visibility("hidden"))) void *delayed_find(struct delayed *function);

/* What the loader does about a library that is not there at the start. */
static void *give_up(const char *why) {
    fprintf(stderr, "qapress: error while loading shared libraries: %s\n", why ? why : "unknown");
    _Exit(127);
}

/* Where a process may have few files open, those of other threads are closed in a moment, and giving up would leave what
 * they write half done. That files ran out only the message tells: errno is not kept. */
static void *open_library(const char *name) {
    enum { TRIES = 100, PAUSE = 10000000 /* ns: a second in all */ };
    for (int i = 0;; i++) {
        void *library = dlopen(name, RTLD_LAZY | RTLD_LOCAL);
        if (library) return library;
        const char *why = dlerror();
        if (i == TRIES || !why || !strstr(why, strerror(EMFILE))) return give_up(why);
        nanosleep(&(struct timespec){.tv_nsec = PAUSE}, NULL);
    }
}

/* Two threads may come here at once: both find the same. */
void *delayed_find(struct delayed *function) {
    void *library = open_library(function->library);
    void *target = dlsym(library, function->name);
    if (!target) return give_up(dlerror());
    __atomic_store_n(&function->target, target, __ATOMIC_RELEASE);
    return target;
}

#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)

/* The function itself and its row. DELAYED_JUMP goes where the row (2:) says, which is at first its second half (1:):
 * that hands the row to delayed_bind. */
#define DELAYED(library, name)                                                                                     \
    __asm__(".text\n.globl " TEXT(name) "\n.type " TEXT(name) ", %function\n" TEXT(name) ":\n" DELAYED_JUMP        \
            ".size " TEXT(name) ", . - " TEXT(name) "\n"                                                           \
            ".data\n.balign 8\n2: .quad 1b, 3f, 4f\n"                                                              \
            ".section .rodata\n3: .string \"" TEXT(name) "\"\n4: .string \"" library "\"\n.text\n");

#define DELAYED_JUMP "endbr64\njmp *2f(%rip)\n1: endbr64\nlea 2f(%rip), %r11\njmp delayed_bind\n"

/* All registers that x86-64 passes arguments in are kept. */
__asm__(".text\ndelayed_bind:\n"
        "push %rdi\npush %rsi\npush %rdx\npush %rcx\npush %r8\npush %r9\npush %rax\nsub $128, %rsp\n"
        "movups %xmm0, (%rsp)\nmovups %xmm1, 16(%rsp)\nmovups %xmm2, 32(%rsp)\nmovups %xmm3, 48(%rsp)\n"
        "movups %xmm4, 64(%rsp)\nmovups %xmm5, 80(%rsp)\nmovups %xmm6, 96(%rsp)\nmovups %xmm7, 112(%rsp)\n"
        "mov %r11, %rdi\ncall delayed_find\nmov %rax, %r11\n"
        "movups (%rsp), %xmm0\nmovups 16(%rsp), %xmm1\nmovups 32(%rsp), %xmm2\nmovups 48(%rsp), %xmm3\n"
        "movups 64(%rsp), %xmm4\nmovups 80(%rsp), %xmm5\nmovups 96(%rsp), %xmm6\nmovups 112(%rsp), %xmm7\n"
        "add $128, %rsp\npop %rax\npop %r9\npop %r8\npop %rcx\npop %rdx\npop %rsi\npop %rdi\njmp *%r11\n");

#define ZIP(name) DELAYED(DELAY_SONAME_ZIP, name)
#define XML(name) DELAYED(DELAY_SONAME_XML, name)
#define ICU(name) DELAYED(DELAY_SONAME_ICU, name)
#define ICU_I18N(name) DELAYED(DELAY_SONAME_ICU_I18N, name)
#define YAML(name) DELAYED(DELAY_SONAME_YAML, name)
#define JPEG(name) DELAYED(DELAY_SONAME_JPEG, name)
/* A variable of libxml2's, with the value that it has there. */
extern void (*xmlFree)(void *);
void (*xmlFree)(void *) = free;

DELAY_ZIP(ZIP)
DELAY_XML(XML)
DELAY_ICU(ICU)
DELAY_ICU_I18N(ICU_I18N)
DELAY_YAML(YAML)
DELAY_JPEG(JPEG)
#ifdef DELAY_SONAME_HYPHEN
#define HYPHEN(name) DELAYED(DELAY_SONAME_HYPHEN, name)
DELAY_HYPHEN(HYPHEN)
#endif
