/* division_label: what stands before a division's title: "PART 1:", "Chapter IV -", "第3章". */
#ifndef QAP_READ_DIVISION_LABEL_H
#define QAP_READ_DIVISION_LABEL_H

#include "read/markers.h"

enum division_kind { DIVISION_NONE, DIVISION_PART, DIVISION_CHAPTER, DIVISION_SECTION };

struct division_label {
    enum division_kind kind;
    str label;       /* "PART 1"; empty where nothing parts it from the title */
    str number;      /* "1", "IV"; empty for Chinese and Japanese ordinals */
    size_t title_at; /* where the title starts in the text; 0 when the label is empty */
};

/* The label that `text` starts with; DIVISION_NONE when it starts with none. */
struct division_label division_label(const struct markers *markers, str text);

#endif
