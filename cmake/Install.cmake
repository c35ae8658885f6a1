# What `cmake --install` puts where. The tree may be moved as a whole: the program finds its fonts beside itself,
# pkg-config and CMake find the prefix from their own file's place.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/qapress)
set(data_dir ${CMAKE_INSTALL_DATADIR}/qapress)

install(TARGETS qapress_archive qapress_shared EXPORT qapress-targets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
    INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT qapress-targets NAMESPACE qapress:: DESTINATION ${package_dir})
if(TARGET qapress)
    install(TARGETS qapress RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

# Completions, where each shell looks for them: the program writes them, from its own table of options.
if(TARGET qapress AND NOT CMAKE_CROSSCOMPILING)
    set(completions "")
    foreach(place bash:bash-completion/completions/qapress zsh:zsh/site-functions/_qapress
            fish:fish/vendor_completions.d/qapress.fish)
        string(REPLACE ":" ";" place ${place})
        list(GET place 0 shell)
        list(GET place 1 file)
        get_filename_component(folder ${file} DIRECTORY)
        set(output ${PROJECT_BINARY_DIR}/completions/${file})
        file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/completions/${folder})
        add_custom_command(OUTPUT ${output} COMMAND qapress --completion ${shell} > ${output} DEPENDS qapress VERBATIM)
        list(APPEND completions ${output})
        install(FILES ${output} DESTINATION ${CMAKE_INSTALL_DATADIR}/${folder})
        if(shell STREQUAL "zsh" AND EXISTS /etc/debian_version) # its zsh looks here for what packages bring
            install(FILES ${output} DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
        endif()
    endforeach()
    add_custom_target(qapress_completions ALL DEPENDS ${completions})
endif()

if(IS_DIRECTORY ${PROJECT_SOURCE_DIR}/include)
    install(DIRECTORY include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
endif()
if(IS_DIRECTORY ${PROJECT_SOURCE_DIR}/fonts)
    install(DIRECTORY fonts DESTINATION ${data_dir} PATTERN "*.dic" EXCLUDE) # these are in the library
endif()
file(GLOB schemas CONFIGURE_DEPENDS src/*/*.rng src/*/*.schema.json)
install(FILES ${schemas} DESTINATION ${data_dir})
foreach(section 1 3 5)
    file(GLOB pages CONFIGURE_DEPENDS docs/*.${section})
    if(pages)
        install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
    endif()
endforeach()
install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

# How to get from lib/pkgconfig to the prefix: one step up a folder of LIBDIR, and one for pkgconfig itself.
string(REGEX REPLACE "[^/]+" ".." PC_PREFIX "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
configure_file(cmake/qapress.pc.in qapress.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/qapress.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

configure_package_config_file(cmake/qapress-config.cmake.in qapress-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(qapress-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/qapress-config.cmake ${PROJECT_BINARY_DIR}/qapress-config-version.cmake
    cmake/QapressDependencies.cmake DESTINATION ${package_dir})

set(CPACK_GENERATOR TGZ DEB)
set(CPACK_PACKAGE_CONTACT "the qapress authors <qapress@localhost>")
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION text)
include(CPack)
