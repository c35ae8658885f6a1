# The checker must be able to fail: a small tree with one forbidden include of each kind, and one that is allowed.
#   cmake -D CHECKER=check-layers.cmake -D LAYERS=layers.txt -D WORK=folder -P check-layers-itself.cmake
function(expect what file text result)
    file(REMOVE_RECURSE ${WORK})
    file(WRITE ${WORK}/${file} "${text}\n")
    execute_process(COMMAND ${CMAKE_COMMAND} -D ROOT=${WORK} -D LAYERS=${LAYERS} -P ${CHECKER}
        RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
    if((status EQUAL 0 AND result STREQUAL "fails") OR (NOT status EQUAL 0 AND result STREQUAL "passes"))
        message(SEND_ERROR "${what}: expected '${result}'")
    endif()
endfunction()

expect("an allowed include"          src/tree/a.c  "#include \"base/base.h\"\n#include <stdio.h>" passes)
expect("a lower layer looks up"      src/base/a.c  "#include \"tree/tree.h\"" fails)
expect("one file of a folder"        src/pdf/a.c   "#include \"layout/page.h\"" passes)
expect("another file of that folder" src/pdf/a.c   "#  include \"layout/layout.h\"" fails)
expect("a foreign library's owner"   src/epub/a.c  "#include <zip.h>" passes)
expect("somebody else's library"     src/read/a.c  "#include <zip.h>" fails)
expect("an unknown folder"           src/misc/a.c  "#include <stdio.h>" fails)
expect("the command and the inside"  src/cli/a.c   "#include \"press/press.h\"" fails)
expect("a public header's own types" include/qapress/a.h "#include <libxml/tree.h>" fails)
expect("an empty tree"               src/base/a.c  "" fails)
