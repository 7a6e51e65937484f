# What is installed: the libraries of lib/ as one libalbion with its headers below albion/, a pkg-config file, the
# command and the man pages.
find_program(ALB_NM NAMES gcc-nm nm REQUIRED)
set(archives)
set(headers)
foreach(lib ${ALB_PUBLIC_LIBRARIES})
    if(TARGET ${lib})
        get_target_property(type ${lib} TYPE)
        if(type STREQUAL "STATIC_LIBRARY")
            list(APPEND archives ${lib})
        endif()
        list(APPEND headers ${CMAKE_SOURCE_DIR}/lib/${lib}/include)
        install(DIRECTORY lib/${lib}/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/albion FILES_MATCHING PATTERN "*.h")
    endif()
endforeach()

set(exports ${CMAKE_BINARY_DIR}/albion.map)
set(files)
foreach(archive ${archives})
    list(APPEND files $<TARGET_FILE:${archive}>)
endforeach()
add_custom_command(OUTPUT ${exports}
    COMMAND ${CMAKE_SOURCE_DIR}/cmake/exports ${exports} ${ALB_NM} ${files} -- ${headers}
    DEPENDS ${archives} ${CMAKE_SOURCE_DIR}/cmake/exports VERBATIM)
add_custom_target(albion-exports DEPENDS ${exports})

# A shared library needs a source of its own; all else comes from the archives.
file(CONFIGURE OUTPUT libalbion.c CONTENT "typedef int albion_is_made_of_archives;\n")
add_library(libalbion SHARED ${CMAKE_CURRENT_BINARY_DIR}/libalbion.c)
add_dependencies(libalbion albion-exports)
set_target_properties(libalbion PROPERTIES OUTPUT_NAME albion VERSION ${PROJECT_VERSION} SOVERSION 0)
target_link_libraries(libalbion PRIVATE -Wl,--whole-archive ${files} -Wl,--no-whole-archive PkgConfig::OPENSSL
    PkgConfig::LIBXML2 PkgConfig::ZLIB PkgConfig::SQLITE3 PkgConfig::PQ PkgConfig::JANSSON PkgConfig::EVENT PkgConfig::CURL Threads::Threads m
    $<$<BOOL:${P11KIT_FOUND}>:PkgConfig::P11KIT>)
target_link_options(libalbion PRIVATE -Wl,--version-script=${exports} -Wl,--no-undefined)
set_property(TARGET libalbion APPEND PROPERTY LINK_DEPENDS ${exports} ${files})
install(TARGETS libalbion LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})

file(RELATIVE_PATH ALB_PC_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/albion.pc.in ${CMAKE_BINARY_DIR}/albion.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/albion.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# albion serve as a service of systemd: docs/operations.md.
configure_file(systemd/albion.service.in ${CMAKE_BINARY_DIR}/albion.service @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/albion.service DESTINATION lib/systemd/system)
install(FILES systemd/albion.sysusers DESTINATION lib/sysusers.d RENAME albion.conf)
install(FILES systemd/albion.tmpfiles DESTINATION lib/tmpfiles.d RENAME albion.conf)
