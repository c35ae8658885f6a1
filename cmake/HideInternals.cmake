# add_archive_of_interface(NAME OBJECTS): a static library that shows what the shared one shows. An archive of plain
# objects would show every name that one module knows another by (arena_alloc, put_text, …), and clash with a program
# that has such a name too. So the objects are linked into one, in which the hidden names are made local.
#
# A linker other than GNU's or LLVM's on ELF may do without the second step (Apple's makes hidden names local by itself);
# where the tool for it is lacking, the archive is a plain one.
function(add_archive_of_interface name objects)
    if(APPLE OR CMAKE_OBJCOPY)
        set(whole ${CMAKE_CURRENT_BINARY_DIR}/${name}.whole.o)
        set(object ${CMAKE_CURRENT_BINARY_DIR}/${name}.o)
        if(APPLE)
            set(hide ${CMAKE_COMMAND} -E copy ${whole} ${object})
        else()
            # What link-time optimization has left beside the machine code still holds the names.
            set(hide ${CMAKE_OBJCOPY} --localize-hidden --wildcard --remove-section=.gnu.lto_* --remove-section=.gnu.debuglto_*
                --strip-symbol=__gnu_lto_* ${whole} ${object})
        endif()
        add_custom_command(OUTPUT ${object}
            COMMAND ${CMAKE_LINKER} -r -o ${whole} $<TARGET_OBJECTS:${objects}>
            COMMAND ${hide}
            DEPENDS ${objects} $<TARGET_OBJECTS:${objects}>
            COMMENT "Hiding the internals of ${name}" COMMAND_EXPAND_LISTS VERBATIM)
        set_source_files_properties(${object} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
        add_library(${name} STATIC ${object})
    else()
        message(STATUS "objcopy is not there: the static library shows its internals")
        add_library(${name} STATIC $<TARGET_OBJECTS:${objects}>)
    endif()
    set_target_properties(${name} PROPERTIES LINKER_LANGUAGE C)
endfunction()
