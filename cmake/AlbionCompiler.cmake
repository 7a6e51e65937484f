# Compiler rules that hold for every target: standard, warnings, hardening, sanitizers.
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(ALBION_SANITIZE "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(ALBION_FUZZ "Build the libFuzzer targets (clang)" OFF)
option(ALBION_COVERAGE "Count the lines that run (clang)" OFF)
option(ALBION_LTO "Link-time optimisation" OFF)

find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

add_compile_definitions(_GNU_SOURCE)
add_compile_options(
    -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wsign-conversion -Wcast-qual -Wcast-align
    -Wpointer-arith -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wredundant-decls
    -Wnested-externs -Wvla -Wundef -Wformat=2 -Wwrite-strings -Wswitch-enum -Wimplicit-fallthrough
    -Wnull-dereference -Wdouble-promotion -Wfloat-equal -fno-strict-overflow -fno-common -fno-semantic-interposition
    -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wjump-misses-init
        -Walloc-zero -Wtrampolines -Wformat-overflow=2 -Wformat-truncation=2)
else()
    add_compile_options(-Wcomma -Wassign-enum -Wconditional-uninitialized -Wloop-analysis -Wshorten-64-to-32
        -Wmissing-variable-declarations -Wshift-sign-overflow)
endif()

if(ALBION_SANITIZE)
    add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    add_link_options(-fsanitize=address,undefined)
else()
    add_compile_options($<$<CONFIG:Release>:-D_FORTIFY_SOURCE=3> -fstack-protector-strong
        -fstack-clash-protection -fcf-protection=full)
    add_link_options(-Wl,-z,relro,-z,now)
    if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
        add_compile_options(-ftrivial-auto-var-init=zero)
    endif()
endif()
if(ALBION_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(ALBION_COVERAGE)
    add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
    add_link_options(-fprofile-instr-generate)
endif()
if(ALBION_LTO)
    include(CheckIPOSupported)
    check_ipo_supported(LANGUAGES C)
    set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
    if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
        # Objects hold plain code too: what is shipped is optimised as a whole, while the tests, one program each, are only
        # linked (alb_test), which would take most of a build otherwise.
        set(CMAKE_C_COMPILE_OPTIONS_IPO -flto=auto -ffat-lto-objects)
    endif()
endif()
