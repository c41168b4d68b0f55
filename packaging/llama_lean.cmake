# Read by CMake right after llama-cpp-python's own project() (CMAKE_PROJECT_llama_cpp_INCLUDE).
# Leaves out what Earshot never calls: llama.cpp's common library, its tools and the image half. Two thirds of
# the compile time go with them. A plain variable hides the cache entry that the project sets (CMP0126).
set(LLAMA_BUILD_COMMON OFF)
set(LLAVA_BUILD OFF)
set(LLAMA_OPENSSL OFF)
set(LLAMA_ALL_WARNINGS OFF)

# Each library once, inside the package: wheels cannot hold links, so every version suffix would be a copy.
set(CMAKE_INSTALL_LIBDIR llama_cpp/lib)
set(CMAKE_INSTALL_BINDIR llama_cpp/lib)
set(CMAKE_INSTALL_INCLUDEDIR llama_cpp/include)
foreach(library llama ggml ggml-base ggml-cpu)
    foreach(name VERSION SOVERSION)
        # EVAL: a deferred call looks its variables up when it runs, after this loop.
        cmake_language(EVAL CODE "cmake_language(DEFER CALL set_property TARGET ${library} PROPERTY ${name})")
    endforeach()
endforeach()
