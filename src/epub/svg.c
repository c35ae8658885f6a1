#include "epub/svg.h"

#include <limits.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

static const char SVG[] = "http://www.w3.org/2000/svg";

static bool is_one_of(const xmlChar *name, const char *const *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (xmlStrcasecmp(name, BAD_CAST list[i]) == 0) return true;
    return false;
}

/* A value may name parts of its own drawing: "#id", "url(#id)". Style sheets may not hide that behind escapes. */
static bool keep_value(str name, str value) {
    if (str_eq_nocase(name, STR("href"))) return str_starts(str_trim(value), STR("#"));
    if (str_eq_nocase(name, STR("style")) && str_find_char(value, '\\', 0) != SIZE_MAX) return false;
    for (size_t at = 0; at < value.n; at++) {
        if (str_starts_nocase(str_drop(value, at), STR("@import"))) return false;
        if (str_starts_nocase(str_drop(value, at), STR("url(")) && !str_starts(str_trim_left(str_drop(value, at + 4)), STR("#")))
            return false;
    }
    return true;
}

static bool keep_sheet(const xmlNode *n) {
    xmlChar *text = xmlNodeGetContent(n);
    bool keep = text && keep_value(STR("style"), str_from((const char *)text));
    xmlFree(text);
    return keep;
}

/* What draws stays; elements of other namespaces and those that run, load or animate go with all they hold. */
static bool keep_node(const xmlNode *n) {
    static const char *const harmful[] = {"script", "foreignObject", "image", "feImage", "animate", "set",
                                          "animateTransform", "animateMotion", "handler", "listener", "iframe", "audio", "video"};
    if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE) return true;
    return n->type == XML_ELEMENT_NODE && n->ns && xmlStrEqual(n->ns->href, BAD_CAST SVG) &&
           !is_one_of(n->name, harmful, sizeof harmful / sizeof *harmful) &&
           (xmlStrcasecmp(n->name, BAD_CAST "style") != 0 || keep_sheet(n));
}

static bool keep_attribute(const xmlNode *owner, const xmlAttr *a) {
    str name = str_from((const char *)a->name);
    if (str_starts_nocase(name, STR("on")) || (a->ns && !str_starts(str_from((const char *)a->ns->href), STR("http://www.w3.org/"))))
        return false;
    xmlChar *value = xmlNodeListGetString(owner->doc, a->children, 1);
    bool keep = !a->children || (value && keep_value(name, str_from((const char *)value)));
    xmlFree(value);
    return keep;
}

static void clean_attributes(xmlNode *n) {
    for (xmlAttr *a = n->properties, *next; a; a = next) {
        next = a->next;
        if (!keep_attribute(n, a)) xmlRemoveProp(a);
    }
}

/* The next node in the order of the text that is not below `n`. */
static xmlNode *after(xmlNode *n, const xmlNode *root) {
    while (n && n != root && !n->next) n = n->parent;
    return !n || n == root ? NULL : n->next;
}

static void clean(xmlNode *root) {
    for (xmlNode *n = root, *next; n; n = next) {
        bool keep = keep_node(n);
        next = keep && n->type == XML_ELEMENT_NODE && n->children ? n->children : after(n, root);
        if (keep && n->type == XML_ELEMENT_NODE) clean_attributes(n);
        if (keep) continue;
        xmlUnlinkNode(n);
        xmlFreeNode(n);
    }
}

bool svg_sanitize(str bytes, struct buf *out) {
    if (bytes.n > INT_MAX) return false;
    xmlDocPtr from = xmlReadMemory(bytes.p, (int)bytes.n, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    xmlNode *root = from ? xmlDocGetRootElement(from) : NULL;
    bool ok = root && !(from->intSubset && from->intSubset->children) && xmlStrEqual(root->name, BAD_CAST "svg") && keep_node(root);
    xmlChar *text = NULL;
    int n = 0;
    if (ok) {
        clean(root);
        xmlDocPtr to = xmlNewDoc(BAD_CAST "1.0"); /* without what stands around the root */
        xmlNode *copy = to ? xmlDocCopyNode(root, to, 1) : NULL;
        if (copy) {
            xmlDocSetRootElement(to, copy);
            xmlDocDumpMemoryEnc(to, &text, &n, "UTF-8");
        }
        xmlFreeDoc(to);
    }
    ok = ok && text;
    if (ok) buf_put(out, str_of((const char *)text, (size_t)n));
    xmlFree(text);
    xmlFreeDoc(from);
    return ok && !out->failed;
}
