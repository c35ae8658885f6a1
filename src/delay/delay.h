/* delay: libraries that most jobs of the command do without are loaded when one of their functions is first called.
 *
 * Loading and relocating all of them takes longer than setting a short document: libzip brings OpenSSL, libxml2 and ICU
 * bring the C++ library. So the command defines each function below itself, as a jump to where the library's own is;
 * at first that leads to dlopen and dlsym. What is defined here the linker does not look for, and with --as-needed the
 * library falls off the list of those that are loaded at the start. A function that is not listed does no harm: its
 * library is then loaded at the start again (tests/program/libraries.py says so).
 *
 * Only the command does so, and only on Linux on x86-64; the library links as usual. CMake gives the sonames
 * (cmake/DelayLibraries.cmake). */
#ifndef QAP_DELAY_DELAY_H
#define QAP_DELAY_DELAY_H

#include <unicode/urename.h> /* ICU's names have its version in them */

#define DELAY_ZIP(F)                                                                                               \
    F(zip_close) F(zip_discard) F(zip_error_fini) F(zip_error_init) F(zip_error_set) F(zip_error_to_data)          \
    F(zip_file_add) F(zip_file_set_dostime) F(zip_file_set_external_attributes) F(zip_libzip_version)              \
    F(zip_open_from_source) F(zip_set_file_compression) F(zip_source_buffer) F(zip_source_buffer_create)           \
    F(zip_source_close) F(zip_source_free) F(zip_source_function) F(zip_source_keep)                               \
    F(zip_source_make_command_bitmap) F(zip_source_open) F(zip_source_read) F(zip_stat_init) F(zip_strerror)

#define DELAY_XML(F)                                                                                               \
    F(htmlCtxtReadMemory) F(htmlEntityLookup) F(htmlFreeParserCtxt) F(htmlNewParserCtxt)                           \
    F(xmlBufferContent) F(xmlBufferCreate) F(xmlBufferFree) F(xmlBufferLength)                 \
    F(xmlBufferSetAllocationScheme) F(xmlCtxtGetLastError) F(xmlCtxtReadMemory) F(xmlDocCopyNode)                  \
    F(xmlDocDumpMemoryEnc) F(xmlDocGetRootElement) F(xmlDocSetRootElement) F(xmlFreeDoc) F(xmlFreeNode)            \
    F(xmlFreeParserCtxt) F(xmlFreeTextWriter) F(xmlGetLineNo) F(xmlGetNoNsProp) F(xmlNewDoc)                       \
    F(xmlNewParserCtxt) F(xmlNewTextWriterMemory) F(xmlNodeGetContent) F(xmlNodeListGetString) F(xmlReadMemory)    \
    F(xmlRemoveProp) F(xmlStrEqual) F(xmlStrcasecmp) F(xmlTextWriterEndDocument) F(xmlTextWriterEndElement)        \
    F(xmlTextWriterFullEndElement) F(xmlTextWriterStartDocument) F(xmlTextWriterStartElement)                      \
    F(xmlTextWriterWriteAttribute) F(xmlTextWriterWriteDTD) F(xmlTextWriterWriteRaw) F(xmlTextWriterWriteString)   \
    F(xmlUnlinkNode)

#define DELAY_ICU(F)                                                                                               \
    F(UCNV_TO_U_CALLBACK_STOP) F(u_charType) F(u_getIntPropertyValue) F(u_isalpha) F(u_tolower) F(u_toupper)   \
    F(ubidi_close)                                                                                                 \
    F(ubidi_countRuns) F(ubidi_getLevels) F(ubidi_getVisualRun) F(ubidi_openSized) F(ubidi_setPara) F(ubrk_close)  \
    F(ubrk_first) F(ubrk_getRuleStatus) F(ubrk_next) F(ubrk_open) F(ubrk_setUText) F(ucnv_close)                   \
    F(ucnv_getNextUChar) F(ucnv_open) F(ucnv_resetToUnicode) F(ucnv_setToUCallBack)                                \
    F(unorm2_getNFDInstance) F(unorm2_getRawDecomposition) F(uscript_getName)                                      \
    F(uscript_getScript) F(utext_close) F(utext_openUTF8)

#define DELAY_ICU_I18N(F)                                                                                          \
    F(ucol_close) F(ucol_getSortKey) F(ucol_open) F(ucol_setAttribute)                                             \
    F(ucsdet_close) F(ucsdet_detectAll) F(ucsdet_getName) F(ucsdet_open) F(ucsdet_setText)

#define DELAY_YAML(F)                                                                                              \
    F(yaml_document_delete) F(yaml_document_get_node) F(yaml_document_get_root_node) F(yaml_event_delete)          \
    F(yaml_get_version_string) F(yaml_parser_delete) F(yaml_parser_initialize) F(yaml_parser_load)                 \
    F(yaml_parser_parse) F(yaml_parser_set_input_file) F(yaml_parser_set_input_string)

#define DELAY_JPEG(F)                                                                                              \
    F(jpeg_CreateDecompress) F(jpeg_destroy_decompress) F(jpeg_mem_src) F(jpeg_read_header)                        \
    F(jpeg_read_scanlines) F(jpeg_start_decompress) F(jpeg_std_error)

#define DELAY_HYPHEN(F) F(hnj_hyphen_free) F(hnj_hyphen_hyphenate3) F(hnj_hyphen_load)

#endif
