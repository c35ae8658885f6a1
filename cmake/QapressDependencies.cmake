# The libraries that qapress stands on, as targets. Read by the build, and again by the installed package when
# somebody links the static library.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

if(NOT TARGET PkgConfig::QAPRESS_DEPS)
    pkg_check_modules(QAPRESS_DEPS REQUIRED IMPORTED_TARGET
        libzip libxml-2.0 harfbuzz harfbuzz-subset icu-uc icu-i18n md4c yaml-0.1 libdeflate libpng libjpeg nettle)
endif()

# These two come without a pkg-config file. libhyphen is optional: it reads hyphenation patterns that no bundled
# language has, and Homebrew has no package of it.
set(required_hpdf REQUIRED)
foreach(library hpdf hyphen)
    if(NOT TARGET qapress::${library})
        string(TOUPPER ${library} LIBRARY)
        find_library(QAPRESS_${LIBRARY}_LIBRARY ${library} ${required_${library}})
        find_path(QAPRESS_${LIBRARY}_INCLUDE_DIR ${library}.h ${required_${library}})
        if(NOT QAPRESS_${LIBRARY}_LIBRARY OR NOT QAPRESS_${LIBRARY}_INCLUDE_DIR)
            continue()
        endif()
        add_library(qapress::${library} UNKNOWN IMPORTED)
        set_target_properties(qapress::${library} PROPERTIES
            IMPORTED_LOCATION "${QAPRESS_${LIBRARY}_LIBRARY}"
            INTERFACE_INCLUDE_DIRECTORIES "${QAPRESS_${LIBRARY}_INCLUDE_DIR}")
    endif()
endforeach()
