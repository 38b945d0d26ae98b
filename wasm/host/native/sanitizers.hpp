// Which sanitizer this is compiled with.
#ifndef WEFT_HOST_NATIVE_SANITIZERS_HPP
#define WEFT_HOST_NATIVE_SANITIZERS_HPP

#if defined(__SANITIZE_ADDRESS__)
#define WEFT_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WEFT_ADDRESS_SANITIZER 1
#endif
#endif
#ifndef WEFT_ADDRESS_SANITIZER
#define WEFT_ADDRESS_SANITIZER 0
#endif

#if defined(__SANITIZE_THREAD__)
#define WEFT_THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WEFT_THREAD_SANITIZER 1
#endif
#endif
#ifndef WEFT_THREAD_SANITIZER
#define WEFT_THREAD_SANITIZER 0
#endif

// Both replace malloc() and operator new, and tell of every call where they are asked to.
#define WEFT_SANITIZED (WEFT_ADDRESS_SANITIZER || WEFT_THREAD_SANITIZER)

#endif
