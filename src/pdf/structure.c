/* The structure tree (ISO 32000-1, 14.7 and 14.8): an element for each tag, and the tree that leads from marked
 * content and annotations back to them. Elements are printed when they are saved, from the tags themselves. */
#include <stdlib.h>

#include "pdf/document.h"

enum { LEAF = 64 /* keys in a leaf of the parent tree */ };

/* A child of an element, by its kind: index in pdf.marks, in pdf.annots, or in book.tags. */
enum kid_kind { KID_MARK, KID_ANNOT, KID_TAG };
struct kid {
    uint32_t parent, index;
    uint8_t kind; /* enum kid_kind */
};

struct tag_node {
    uint32_t element;    /* in pdf.elements, when it is placed */
    uint32_t first, n;   /* in pdf.kids */
    uint32_t box;        /* in pdf.boxes, index + 1 */
    bool placed;         /* its parent has it as a kid */
};

/* --- roles --- */

struct role {
    str name, standard; /* the standard type, when the name is not one */
};
#define ROLE(n, s) {{n, sizeof n - 1}, {s, sizeof s - 1}}
static const struct role ROLES[] = {
    [TAG_ARTIFACT] = ROLE("NonStruct", ""), [TAG_DOCUMENT] = ROLE("Document", ""), [TAG_PART] = ROLE("Part", ""),
    [TAG_SECT] = ROLE("Sect", ""), [TAG_DIV] = ROLE("Div", ""), [TAG_TITLE] = ROLE("Title", "P"),
    [TAG_HEADING] = ROLE("H1", ""), [TAG_QUESTION] = ROLE("Question1", "H1"), [TAG_ANSWER] = ROLE("Answer", "Div"),
    [TAG_P] = ROLE("P", ""), [TAG_L] = ROLE("L", ""), [TAG_LI] = ROLE("LI", ""), [TAG_LBL] = ROLE("Lbl", ""),
    [TAG_LBODY] = ROLE("LBody", ""), [TAG_CODE_BLOCK] = ROLE("CodeBlock", "P"), [TAG_CODE] = ROLE("Code", ""),
    [TAG_EM] = ROLE("Em", "Span"), [TAG_STRONG] = ROLE("Strong", "Span"), [TAG_SPAN] = ROLE("Span", ""),
    [TAG_LINK] = ROLE("Link", ""), [TAG_REFERENCE] = ROLE("Reference", ""), [TAG_TOC] = ROLE("TOC", ""),
    [TAG_TOCI] = ROLE("TOCI", ""), [TAG_TABLE] = ROLE("Table", ""), [TAG_THEAD] = ROLE("THead", ""),
    [TAG_TBODY] = ROLE("TBody", ""), [TAG_TR] = ROLE("TR", ""), [TAG_TH] = ROLE("TH", ""), [TAG_TD] = ROLE("TD", ""),
    [TAG_FIGURE] = ROLE("Figure", ""), [TAG_CAPTION] = ROLE("Caption", ""),
    [TAG_BLOCKQUOTE] = ROLE("BlockQuote", ""), [TAG_NOTE] = ROLE("Note", ""), [TAG_INDEX] = ROLE("Index", ""),
};
enum { LEVELS = 6 };
static const struct role HEADINGS[LEVELS] = {ROLE("H1", ""), ROLE("H2", ""), ROLE("H3", ""),
                                             ROLE("H4", ""), ROLE("H5", ""), ROLE("H6", "")};
static const struct role QUESTIONS[LEVELS] = {ROLE("Question1", "H1"), ROLE("Question2", "H2"), ROLE("Question3", "H3"),
                                              ROLE("Question4", "H4"), ROLE("Question5", "H5"), ROLE("Question6", "H6")};

static const struct role *role_of(const struct tag *tag) {
    unsigned level = tag->level < 1 ? 0 : tag->level > LEVELS ? LEVELS - 1 : tag->level - 1u;
    if (tag->role == TAG_HEADING) return &HEADINGS[level];
    if (tag->role == TAG_QUESTION) return &QUESTIONS[level];
    return &ROLES[tag->role <= TAG_INDEX ? tag->role : TAG_SPAN];
}

str tag_name(const struct tag *tag) { return role_of(tag)->name; }

static void put_role(struct buf *out, const struct role *role) {
    if (role->standard.n == 0) return;
    put_name(out, role->name);
    put_name(out, role->standard);
}

static void put_role_map(const struct book *book, struct buf *out) {
    bool used[TAG_INDEX + 1] = {false}, level[LEVELS + 1] = {false};
    for (size_t i = 1; i < book->tags.n; i++) {
        const struct tag *t = &book->tags.at[i];
        if (t->role == TAG_QUESTION) level[role_of(t) - QUESTIONS] = true;
        else if (t->role <= TAG_INDEX) used[t->role] = true;
    }
    buf_put(out, STR("/RoleMap<<"));
    for (int i = 0; i <= TAG_INDEX; i++)
        if (used[i]) put_role(out, &ROLES[i]);
    for (int i = 0; i < LEVELS; i++)
        if (level[i]) put_role(out, &QUESTIONS[i]);
    buf_put(out, STR(">>"));
}

/* Tag 0 stands for the root of the tree. */
uint32_t tag_object(const struct pdf *pdf, uint32_t tag) {
    if (tag == 0 || !pdf->nodes) return object_number(pdf->root);
    return pdf->nodes[tag].placed ? pdf->series[SERIES_ELEMENTS].first + pdf->nodes[tag].element : 0;
}

/* --- who has which kids --- */

static const struct tag *tag_at(const struct pdf *pdf, uint32_t i) { return &pdf->book->tags.at[i]; }
static uint32_t parent_of(const struct pdf *pdf, uint32_t i) { return tag_at(pdf, i)->parent; }

struct kid_list {
    VEC(struct kid) list;
    bool failed;
};

static void add_kid(struct kid_list *kids, uint32_t parent, enum kid_kind kind, uint32_t index) {
    if (!vec_push(&kids->list, (struct kid){parent, index, (uint8_t)kind})) kids->failed = true;
}

/* An element takes its place in its parent when its first content comes. */
static void place(struct pdf *pdf, struct kid_list *kids, uint32_t tag) {
    for (; tag && !pdf->nodes[tag].placed; tag = parent_of(pdf, tag)) {
        pdf->nodes[tag].placed = true;
        add_kid(kids, parent_of(pdf, tag), KID_TAG, tag);
    }
}

/* A table has its cells, blank or not; other elements without content are nothing that could be read. */
static bool stands_empty(const struct tag *tag) { return tag->role == TAG_TD || tag->role == TAG_TH || tag->role == TAG_LBODY; }

/* Content in the order of coming; empty cells last, to be sorted among their siblings. */
static void list_kids(struct pdf *pdf, struct kid_list *kids) {
    size_t n = pdf->book->tags.n;
    uint32_t a = 0;
    for (uint32_t m = 0; m <= pdf->marks.n; m++) {
        for (; a < pdf->annots.n && pdf->annots.at[a].mark <= m; a++) {
            if (pdf->annots.at[a].tag == 0 || pdf->annots.at[a].tag >= n) continue;
            place(pdf, kids, pdf->annots.at[a].tag);
            add_kid(kids, pdf->annots.at[a].tag, KID_ANNOT, a);
        }
        if (m == pdf->marks.n) break;
        place(pdf, kids, pdf->marks.at[m].tag);
        add_kid(kids, pdf->marks.at[m].tag, KID_MARK, m);
    }
    for (uint32_t t = 1; t < n; t++)
        if (stands_empty(tag_at(pdf, t))) place(pdf, kids, t);
}

static int by_index(const void *a, const void *b) {
    uint32_t x = ((const struct kid *)a)->index, y = ((const struct kid *)b)->index;
    return (x > y) - (x < y);
}

/* Siblings read in the order of their ids, whatever came first on the pages; own content stays where it is. */
static bool sort_tags(struct kid *kids, uint32_t n, struct kid *spare) {
    uint32_t tags = 0;
    bool sorted = true;
    for (uint32_t i = 0; i < n; i++)
        if (kids[i].kind == KID_TAG) {
            if (tags && spare[tags - 1].index > kids[i].index) sorted = false;
            spare[tags++] = kids[i];
        }
    if (sorted) return true;
    qsort(spare, tags, sizeof *spare, by_index);
    for (uint32_t i = 0, k = 0; i < n; i++)
        if (kids[i].kind == KID_TAG) kids[i] = spare[k++];
    return true;
}

/* Counting sort by parent; stable, so that the order of coming stays. */
static bool group_kids(struct pdf *pdf, const struct kid_list *from) {
    size_t n = from->list.n, tags = pdf->book->tags.n;
    pdf->kids = calloc(n + 1, sizeof *pdf->kids);
    struct kid *spare = calloc(n + 1, sizeof *spare);
    if (pdf->kids && spare) {
        for (size_t i = 0; i < n; i++) pdf->nodes[from->list.at[i].parent].n++;
        for (size_t i = 1; i < tags; i++) pdf->nodes[i].first = pdf->nodes[i - 1].first + pdf->nodes[i - 1].n;
        for (size_t i = 0; i < tags; i++) pdf->nodes[i].n = 0;
        for (size_t i = 0; i < n; i++) {
            struct tag_node *parent = &pdf->nodes[from->list.at[i].parent];
            pdf->kids[parent->first + parent->n++] = from->list.at[i];
        }
        for (size_t i = 0; i < tags; i++) sort_tags(pdf->kids + pdf->nodes[i].first, pdf->nodes[i].n, spare);
    }
    free(spare);
    return pdf->kids && spare;
}

/* --- elements --- */

static uint32_t page_object(const struct pdf *pdf, uint32_t page) { return object_number(pdf->pages.at[page]->object); }

static uint32_t page_of_kid(const struct pdf *pdf, const struct kid *kid) {
    return kid->kind == KID_MARK ? pdf->marks.at[kid->index].page : pdf->annots.at[kid->index].page;
}

static void put_kid(const struct pdf *pdf, const struct kid *kid, uint32_t page, struct buf *out) {
    if (kid->kind == KID_TAG) {
        put_ref(out, tag_object(pdf, kid->index));
        return;
    }
    uint32_t own = page_of_kid(pdf, kid), mcid = kid->index - pdf->pages.at[own]->first_mark;
    if (kid->kind == KID_MARK && own == page) {
        buf_put_char(out, ' ');
        buf_put_uint(out, mcid);
        return;
    }
    buf_put(out, kid->kind == KID_MARK ? STR("<</Type/MCR/MCID ") : STR("<</Type/OBJR/Obj"));
    if (kid->kind == KID_MARK) buf_put_uint(out, mcid);
    else put_ref(out, annot_object(pdf, kid->index));
    if (own != page) {
        buf_put(out, STR("/Pg"));
        put_ref(out, page_object(pdf, own));
    }
    buf_put(out, STR(">>"));
}

/* /Pg is the page of the first content; what is on other pages says so itself. */
static void put_kids(const struct pdf *pdf, uint32_t tag, struct buf *out) {
    const struct tag_node *node = &pdf->nodes[tag];
    const struct kid *kids = pdf->kids + node->first;
    uint32_t page = UINT32_MAX;
    for (uint32_t i = 0; i < node->n && page == UINT32_MAX; i++)
        if (kids[i].kind != KID_TAG) page = page_of_kid(pdf, &kids[i]);
    if (page != UINT32_MAX) {
        buf_put(out, STR("/Pg"));
        put_ref(out, page_object(pdf, page));
    }
    if (node->n == 0) return;
    buf_put(out, node->n > 1 ? STR("/K[") : STR("/K"));
    for (uint32_t i = 0; i < node->n; i++) put_kid(pdf, &kids[i], page, out);
    if (node->n > 1) buf_put_char(out, ']');
}

/* A table's ids follow each other: its group's, then its first row's. */
static bool is_first_row(const struct pdf *pdf, uint32_t row) {
    uint32_t group = parent_of(pdf, row);
    return row == group + 1 && group == parent_of(pdf, group) + 1;
}

static void put_table_attributes(const struct pdf *pdf, const struct tag *t, struct buf *out) {
    bool head = t->role == TAG_TH;
    if (!head && t->columns < 2 && t->rows < 2) return;
    const struct tag *row = tag_at(pdf, t->parent);
    buf_put(out, STR("/A<</O/Table"));
    if (head) buf_put(out, tag_at(pdf, row->parent)->role == TAG_THEAD || is_first_row(pdf, t->parent) ? STR("/Scope/Column") : STR("/Scope/Row"));
    if (t->columns > 1) buf_printf(out, "/ColSpan %u", t->columns);
    if (t->rows > 1) buf_printf(out, "/RowSpan %u", t->rows);
    buf_put(out, STR(">>"));
}

static void put_box(const struct pdf *pdf, const struct figure_box *b, struct buf *out) {
    int64_t bottom = (int64_t)pdf->pages.at[b->page]->height - b->y - b->h;
    int64_t box[4] = {b->x, bottom, (int64_t)b->x + b->w, bottom + b->h};
    buf_put(out, STR("/A<</O/Layout/Placement/Block/BBox["));
    for (int i = 0; i < 4; i++) {
        if (i) buf_put_char(out, ' ');
        put_pt(out, box[i]);
    }
    buf_put(out, STR("]>>"));
}

static void put_attributes(const struct pdf *pdf, uint32_t tag, struct buf *out) {
    const struct tag *t = tag_at(pdf, tag);
    if (t->role == TAG_L) buf_put(out, t->ordered ? STR("/A<</O/List/ListNumbering/Decimal>>") : STR("/A<</O/List/ListNumbering/Disc>>"));
    if (t->role == TAG_TH || t->role == TAG_TD) put_table_attributes(pdf, t, out);
    if (t->role == TAG_FIGURE && pdf->nodes[tag].box) put_box(pdf, &pdf->boxes.at[pdf->nodes[tag].box - 1], out);
}

static void put_note_id(uint32_t tag, struct buf *out) {
    buf_put(out, STR("(n"));
    put_hex(out, tag, 8); /* equally wide, so that IDTree is sorted by number too */
    buf_put_char(out, ')');
}

static void put_optional_text(struct buf *out, str key, str text) {
    if (text.n == 0) return;
    buf_put(out, key);
    put_text(out, text);
}

static void put_element(const struct pdf *pdf, uint32_t tag, struct buf *out) {
    const struct tag *t = tag_at(pdf, tag);
    buf_put(out, STR("/S"));
    put_name(out, tag_name(t));
    buf_put(out, STR("/P"));
    put_ref(out, tag_object(pdf, t->parent));
    put_kids(pdf, tag, out);
    put_attributes(pdf, tag, out);
    put_optional_text(out, STR("/Alt"), t->alt);
    put_optional_text(out, STR("/ActualText"), t->actual_text);
    put_optional_text(out, STR("/Lang"), t->lang);
    if (t->role != TAG_NOTE) return;
    buf_put(out, STR("/ID")); /* PDF/UA-1, 7.9 */
    put_note_id(tag, out);
}

static void put_nth_element(const struct pdf *pdf, uint32_t index, struct buf *out) {
    put_element(pdf, pdf->elements.at[index], out);
}

static bool add_elements(struct pdf *pdf) {
    for (uint32_t i = 1; i < pdf->book->tags.n; i++) {
        if (!pdf->nodes[i].placed) continue;
        pdf->nodes[i].element = (uint32_t)pdf->elements.n;
        if (!vec_push(&pdf->elements, i)) return false;
    }
    pdf->series[SERIES_ELEMENTS] = (struct series){.n = (uint32_t)pdf->elements.n, .put = put_nth_element};
    for (uint32_t i = 0; i < pdf->boxes.n; i++)
        if (pdf->boxes.at[i].tag < pdf->book->tags.n) pdf->nodes[pdf->boxes.at[i].tag].box = i + 1;
    return true;
}

/* --- the parent tree --- */

static uint32_t key_count(const struct pdf *pdf) { return (uint32_t)(pdf->pages.n + pdf->annots.n); }

static uint32_t element_of(const struct pdf *pdf, uint32_t tag) {
    return tag_object(pdf, tag < pdf->book->tags.n ? tag : 0);
}

static void put_parents(const struct pdf *pdf, uint32_t key, struct buf *out) {
    buf_put_uint(out, key);
    if (key >= pdf->pages.n) {
        put_ref(out, element_of(pdf, pdf->annots.at[key - pdf->pages.n].tag));
        buf_put_char(out, ' ');
        return;
    }
    const struct page_record *page = pdf->pages.at[key];
    buf_put_char(out, '[');
    for (uint32_t i = 0; i < page->marks; i++) put_ref(out, element_of(pdf, pdf->marks.at[page->first_mark + i].tag));
    buf_put_char(out, ']');
}

static void put_leaf(const struct pdf *pdf, uint32_t index, struct buf *out) {
    uint32_t first = index * LEAF, end = first + LEAF;
    if (end > key_count(pdf)) end = key_count(pdf);
    buf_printf(out, "/Limits[%u %u]/Nums[", (unsigned)first, (unsigned)end - 1);
    for (uint32_t key = first; key < end; key++) put_parents(pdf, key, out);
    buf_put_char(out, ']');
}

static void put_parent_tree(const struct pdf *pdf, struct buf *out) {
    const struct series *leaves = &pdf->series[SERIES_PARENTS];
    buf_put(out, STR("/ParentTree<</Kids["));
    for (uint32_t i = 0; i < leaves->n; i++) put_ref(out, leaves->first + i);
    buf_put(out, STR("]>>/ParentTreeNextKey "));
    buf_put_uint(out, key_count(pdf));
}

static void put_id_tree(const struct pdf *pdf, struct buf *out) {
    size_t start = out->n;
    bool any = false;
    buf_put(out, STR("/IDTree<</Names["));
    for (uint32_t i = 1; i < pdf->book->tags.n; i++) {
        if (tag_at(pdf, i)->role != TAG_NOTE || !pdf->nodes[i].placed) continue;
        any = true;
        put_note_id(i, out);
        put_ref(out, tag_object(pdf, i));
    }
    buf_put(out, STR("]>>"));
    if (!any) out->n = start;
}

static void put_root(const struct pdf *pdf, uint32_t index, struct buf *out) {
    buf_put(out, STR("/Type/StructTreeRoot"));
    put_kids(pdf, index, out);
    put_role_map(pdf->book, out);
    put_id_tree(pdf, out);
    put_parent_tree(pdf, out);
}

static HPDF_STATUS print_root(HPDF_Dict object, HPDF_Stream out) { return print_entries(object, out, put_root); }

static bool add_root(struct pdf *pdf) {
    pdf->root = object_new(pdf->doc);
    if (!pdf->root) return false;
    object_set_writer(pdf->root, print_root, 0);
    pdf->series[SERIES_PARENTS] = (struct series){.n = (key_count(pdf) + LEAF - 1) / LEAF, .put = put_leaf};
    return true;
}

/* A parent's id is smaller than its children's: without it the walk upwards would not end. */
static bool well_formed(const struct book *book) {
    for (size_t i = 1; i < book->tags.n; i++)
        if (book->tags.at[i].parent >= i) return false;
    return book->tags.n > 0;
}

enum status structure_write(struct pdf *pdf) {
    struct kid_list kids = {0};
    if (!well_formed(pdf->book)) return STATUS_OK; /* a page without tags: plain */
    pdf->nodes = calloc(pdf->book->tags.n, sizeof *pdf->nodes);
    bool good = pdf->nodes != NULL;
    if (good) list_kids(pdf, &kids);
    good = good && !kids.failed && group_kids(pdf, &kids);
    vec_release(&kids.list);
    good = good && add_elements(pdf) && add_root(pdf);
    return good ? STATUS_OK : STATUS_NO_MEMORY;
}
