/* element: what a node is called and which attributes it bears in the text forms of the tree. One place, so that XML
 * and JSON cannot come apart. */
#ifndef QAP_EXPORT_ELEMENT_H
#define QAP_EXPORT_ELEMENT_H

#include "tree/tree.h"

enum attribute_type { ATTRIBUTE_TEXT, ATTRIBUTE_NUMBER, ATTRIBUTE_TRUE };

struct attribute {
    str name;
    enum attribute_type type;
    str text;
    uint32_t number;
};

struct attributes {
    struct attribute at[8];
    size_t n;
};

/* "division", "h3", "li" …; empty for TEXT. */
str element_name(const struct node *n);
/* In the order to write them. What has no value is left out; so is a default (a list that starts at 1). */
struct attributes element_attributes(const struct node *n);

/* The children of <meta>, one call each: title, subtitle, author …, date, then the rest as field. */
struct meta_element {
    str name;  /* the element */
    str key;   /* its name attribute, for "field"; else empty */
    str value;
};
struct meta_walk {
    const struct document *doc;
    int step;
    const struct meta_field *field;
};
bool meta_next(struct meta_walk *walk, struct meta_element *out);

#endif
