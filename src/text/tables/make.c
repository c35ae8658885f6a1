/* Part of the build: writes line-breaking classes and the English hyphenation patterns as C.
 *   make_tables OUT.c [NAME PATTERNS.dic]... */
#include "text/break_class.h"
#include "text/liang.h"

#include <stdio.h>

/* Many patterns have the same digits: each row of them is kept once. */
static bool share_digits(const struct liang *l, struct liang_node *nodes, struct buf *rows) {
    for (uint32_t i = 0; i < l->n_nodes; i++) {
        uint32_t at = l->nodes[i].ends >> 8, byte = l->nodes[i].ends & 0xFF;
        nodes[i] = l->nodes[i];
        if (!at) continue;
        str row = {(const char *)l->digits + at - 1, (size_t)l->digits[at - 1] + 1};
        size_t place = str_find(buf_str(rows), row, 0);
        if (place == SIZE_MAX) {
            place = rows->n;
            buf_put(rows, row);
        }
        nodes[i].ends = (uint32_t)(place + 1) << 8 | byte;
    }
    return !rows->failed;
}

static void print(FILE *out, const char *name, const struct liang *l, const struct liang_node *nodes, str digits) {
    fprintf(out, "\nstatic const struct liang_node nodes_%s[] = {", name);
    for (uint32_t i = 0; i < l->n_nodes; i++)
        fprintf(out, "%s{%lu,%lu},", i % 8 ? "" : "\n", (unsigned long)nodes[i].children, (unsigned long)nodes[i].ends);
    fprintf(out, "\n};\nstatic const uint8_t digits_%s[] = {", name);
    for (size_t i = 0; i < digits.n; i++) fprintf(out, "%s%u,", i % 40 ? "" : "\n", (unsigned)digits.p[i]);
    fprintf(out, "\n};\nconst struct liang liang_%s = {nodes_%s, digits_%s, %lu, %lu, %u, %u};\n", name, name, name,
            (unsigned long)l->n_nodes, (unsigned long)digits.n, (unsigned)l->left, (unsigned)l->right);
}

static bool add(FILE *out, const char *name, const char *path) {
    struct liang *l = liang_load(path);
    struct liang_node *nodes = l ? calloc(l->n_nodes, sizeof *nodes) : NULL;
    struct buf rows;
    buf_init(&rows);
    bool done = nodes && share_digits(l, nodes, &rows);
    if (done) print(out, name, l, nodes, buf_str(&rows));
    else fprintf(stderr, "make_tables: cannot read %s\n", path);
    buf_release(&rows);
    free(nodes);
    liang_free(l);
    return done;
}

static void print_classes(FILE *out) {
    fprintf(out, "\nconst uint8_t break_classes[BREAK_CLASSES] = {");
    for (uint32_t c = 0; c < BREAK_CLASSES; c++) fprintf(out, "%s%u,", c % 32 ? "" : "\n", (unsigned)break_class(c));
    fprintf(out, "\n};\n");
}

int main(int argc, char **argv) {
    FILE *out = argc >= 2 ? fopen(argv[1], "w") : NULL;
    if (!out) {
        fprintf(stderr, "usage: make_tables OUT.c [NAME PATTERNS.dic]...\n");
        return 2;
    }
    bool done = true;
    fprintf(out, "/* Made by the build. */\n#include \"text/break_class.h\"\n#include \"text/liang.h\"\n");
    print_classes(out);
    for (int i = 2; done && i + 1 < argc; i += 2) done = add(out, argv[i], argv[i + 1]);
    done = fclose(out) == 0 && done;
    if (!done) remove(argv[1]);
    return done ? 0 : 1;
}
