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

/* A raster inside the drawing (RFC 2397) loads nothing. */
static bool is_raster(str url) {
    static const char *const kinds[] = {"data:image/png;base64,", "data:image/jpeg;base64,", "data:image/gif;base64,"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_starts_nocase(url, str_from(kinds[i]))) return true;
    return false;
}

/* A value may name parts of its own drawing: "#id", "url(#id)". None may hide another name behind CSS's escapes, or give
 * it in another way. */
static bool keep_value(str value) {
    static const char *const loads[] = {"@import", "image-set(", "src("};
    if (str_find_char(value, '\\', 0) != SIZE_MAX) return false;
    for (size_t at = 0; at < value.n; at++) {
        str rest = str_drop(value, at);
        for (size_t i = 0; i < sizeof loads / sizeof *loads; i++)
            if (str_starts_nocase(rest, str_from(loads[i]))) return false;
        if (!str_starts_nocase(rest, STR("url("))) continue;
        str name = str_trim_left(str_drop(rest, 4));
        if (str_starts(name, STR("'")) || str_starts(name, STR("\""))) name = str_drop(name, 1);
        if (!str_starts(name, STR("#"))) return false;
    }
    return true;
}

static bool is_image(const xmlNode *n) { return xmlStrEqual(n->name, BAD_CAST "image"); }

/* In a picture nothing can be clicked: what was a link is a group. */
static bool is_link(const xmlNode *n) { return xmlStrEqual(n->name, BAD_CAST "a"); }

static bool keep_link(const xmlNode *owner, str value) {
    value = str_trim(value);
    return is_image(owner) ? is_raster(value) : str_starts(value, STR("#"));
}

static bool keep_image(const xmlNode *n) {
    bool keep = false;
    for (const xmlAttr *a = n->properties; a && !keep; a = a->next) {
        if (!xmlStrEqual(a->name, BAD_CAST "href")) continue;
        xmlChar *value = xmlNodeListGetString(n->doc, a->children, 1);
        keep = value && keep_link(n, str_from((const char *)value));
        xmlFree(value);
    }
    return keep;
}

static bool keep_sheet(const xmlNode *n) {
    xmlChar *text = xmlNodeGetContent(n);
    bool keep = text && keep_value(str_from((const char *)text));
    xmlFree(text);
    return keep;
}

/* What draws stays; elements of other namespaces and those that run, load or animate go with all they hold. */
static bool keep_node(const xmlNode *n) {
    static const char *const harmful[] = {"script", "foreignObject", "feImage", "animate", "set", "animateColor",
                                          "animateTransform", "animateMotion", "handler", "listener", "iframe", "audio", "video"};
    if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE) return true;
    return n->type == XML_ELEMENT_NODE && n->ns && xmlStrEqual(n->ns->href, BAD_CAST SVG) &&
           !is_one_of(n->name, harmful, sizeof harmful / sizeof *harmful) &&
           (xmlStrcasecmp(n->name, BAD_CAST "style") != 0 || keep_sheet(n)) && (!is_image(n) || keep_image(n));
}

static bool keep_attribute(const xmlNode *owner, const xmlAttr *a) {
    static const char *const of_links[] = {"href", "target", "download", "ping", "rel", "hreflang", "type", "referrerpolicy"};
    str name = str_from((const char *)a->name);
    if (is_link(owner) && is_one_of(a->name, of_links, sizeof of_links / sizeof *of_links)) return false;
    if (str_starts_nocase(name, STR("on")) || str_eq_nocase(name, STR("base")) || (a->ns && !str_starts(str_from((const char *)a->ns->href), STR("http://www.w3.org/"))))
        return false;
    xmlChar *value = xmlNodeListGetString(owner->doc, a->children, 1);
    str text = str_from(value ? (const char *)value : "");
    bool keep = !a->children || (value && (str_eq_nocase(name, STR("href")) ? keep_link(owner, text) : keep_value(text)));
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
        if (keep && n->type == XML_ELEMENT_NODE) {
            clean_attributes(n);
            if (is_link(n)) xmlNodeSetName(n, BAD_CAST "g");
        }
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
