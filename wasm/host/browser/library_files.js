// A page has no files, and programs hear of it. What Emscripten puts in the place of a file system that is left out says yes to
// everything and does nothing: an ifstream of whatever name would read the terminal, an ofstream would write nowhere.

addToLibrary({
  // Once, for many a program looks at no error. A path that was only asked about is not worth it.
  $weftTellOfFiles__deps: ['$weftHost', '$weftConsole', '$UTF8ToString'],
  $weftTellOfFiles: (path) => {
    if (weftTellOfFiles.told) return;
    weftTellOfFiles.told = true;
    const text = `weft: cannot open "${UTF8ToString(path)}": a program in a page has no files\n`;
    (weftHost.page.write || weftConsole)(2, new TextEncoder().encode(text));
  },

  __syscall_openat__deps: ['$weftTellOfFiles'],
  __syscall_openat: (directory, path, flags) => {
    weftTellOfFiles(path);
    return flags & {{{ cDefs.O_CREAT }}} ? -{{{ cDefs.EROFS }}} : -{{{ cDefs.ENOENT }}};
  },

  // By path.
  __syscall_chdir: () => -{{{ cDefs.ENOENT }}},
  __syscall_chmod: () => -{{{ cDefs.ENOENT }}},
  __syscall_faccessat: () => -{{{ cDefs.ENOENT }}},
  __syscall_fchmodat2: () => -{{{ cDefs.ENOENT }}},
  __syscall_fchownat: () => -{{{ cDefs.ENOENT }}},
  __syscall_getcwd: () => -{{{ cDefs.ENOENT }}},
  __syscall_lstat64: () => -{{{ cDefs.ENOENT }}},
  __syscall_newfstatat: () => -{{{ cDefs.ENOENT }}},
  __syscall_readlinkat: () => -{{{ cDefs.ENOENT }}},
  __syscall_renameat: () => -{{{ cDefs.ENOENT }}},
  __syscall_rmdir: () => -{{{ cDefs.ENOENT }}},
  __syscall_stat64: () => -{{{ cDefs.ENOENT }}},
  __syscall_statfs64: () => -{{{ cDefs.ENOENT }}},
  __syscall_truncate64: (path, size) => -{{{ cDefs.ENOENT }}},
  __syscall_unlinkat: () => -{{{ cDefs.ENOENT }}},
  __syscall_utimensat: () => -{{{ cDefs.ENOENT }}},
  __syscall_mkdirat: () => -{{{ cDefs.EROFS }}},
  __syscall_mknodat: () => -{{{ cDefs.EROFS }}},
  __syscall_symlink: () => -{{{ cDefs.EROFS }}},
  __syscall_symlinkat: () => -{{{ cDefs.EROFS }}},

  // By descriptor: there are the terminal's three.
  __syscall_fstat64: (fd, buffer) => {
    if (fd > 2) return -{{{ cDefs.EBADF }}};
    HEAPU8.fill(0, buffer, buffer + {{{ C_STRUCTS.stat.__size__ }}});
    HEAP32[(buffer + {{{ C_STRUCTS.stat.st_mode }}}) >> 2] = {{{ cDefs.S_IFCHR | 0o620 }}};
    return 0;
  },
  __syscall_dup: () => -{{{ cDefs.ENOSYS }}},
  __syscall_dup3: () => -{{{ cDefs.ENOSYS }}},
  __syscall_fallocate: (fd, mode, offset, size) => -{{{ cDefs.EBADF }}},
  __syscall_fchdir: () => -{{{ cDefs.EBADF }}},
  __syscall_fchmod: () => -{{{ cDefs.EBADF }}},
  __syscall_fchown32: () => -{{{ cDefs.EBADF }}},
  __syscall_fstatfs64: () => -{{{ cDefs.EBADF }}},
  __syscall_ftruncate64: (fd, size) => -{{{ cDefs.EINVAL }}},
  __syscall_getdents64: () => -{{{ cDefs.EBADF }}},
  __syscall_poll: () => -{{{ cDefs.ENOSYS }}},
});
