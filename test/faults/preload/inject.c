/* Counts the calls of a command that change files below some directories, and breaks off at the n-th: the process is
 * killed before the call is made, or the call fails. Loaded by LD_PRELOAD into the command and all it starts; they share
 * the count.
 *
 * FAULT_DIRS    directories whose files count: real paths, separated by colons
 * FAULT_COUNT   file of at least 4 bytes that holds the shared count
 * FAULT_AT      number of the call to hit, 0 for none, -1 for each
 * FAULT_EFFECT  KILL, STOP (the call is made when the process is continued), or an error: EIO, ENOSPC, EACCES, EROFS
 * FAULT_LOG     file to which "number pid program call path" is appended for each call, with HIT at the end of one that is hit
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *dirs;
static int at, error_number, is_kill, is_stop, log_fd = -1;
static int *count;

__attribute__((constructor)) static void start(void) {
  const char *path = getenv("FAULT_COUNT"), *effect = getenv("FAULT_EFFECT"), *log_path = getenv("FAULT_LOG");
  dirs = getenv("FAULT_DIRS");
  if (dirs == NULL || path == NULL) { dirs = NULL; return; }
  at = atoi(getenv("FAULT_AT") ? getenv("FAULT_AT") : "0");
  if (effect != NULL) {
    is_kill = strcmp(effect, "KILL") == 0;
    is_stop = strcmp(effect, "STOP") == 0;
    error_number = strcmp(effect, "EIO") == 0 ? EIO : strcmp(effect, "ENOSPC") == 0 ? ENOSPC
                 : strcmp(effect, "EACCES") == 0 ? EACCES : strcmp(effect, "EROFS") == 0 ? EROFS : EIO;
  }
  int fd = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
  if (fd < 0) { dirs = NULL; return; }
  count = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  syscall(SYS_close, fd);
  if (count == MAP_FAILED) { dirs = NULL; return; }
  if (log_path == NULL) return;
  int low = syscall(SYS_openat, AT_FDCWD, log_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (low < 0) return;
  /* Scripts use the low descriptors by number. */
  log_fd = fcntl(low, F_DUPFD_CLOEXEC, 100);
  syscall(SYS_close, low);
}

static int is_inside(const char *path) {
  for (const char *dir = dirs; *dir != '\0';) {
    size_t length = strcspn(dir, ":");
    if (strncmp(path, dir, length) == 0 && (path[length] == '/' || path[length] == '\0')) return 1;
    dir += length;
    if (*dir == ':') dir++;
  }
  return 0;
}

/* Whether this call is to fail; errno is set then. Does not return when the process is to die. */
static int hit(const char *call, const char *path) {
  if (dirs == NULL || path == NULL) return 0;
  char absolute[PATH_MAX * 2];
  if (path[0] != '/') {
    if (getcwd(absolute, PATH_MAX) == NULL) return 0;
    strcat(absolute, "/");
    strncat(absolute, path, PATH_MAX - 1);
    path = absolute;
  }
  if (!is_inside(path)) return 0;
  int number = __atomic_add_fetch(count, 1, __ATOMIC_SEQ_CST);
  int is_hit = at < 0 || number == at;
  if (log_fd >= 0) {
    char line[PATH_MAX * 2];
    int length = snprintf(line, sizeof line, "%d %d %s %s %s%s\n", number, getpid(), program_invocation_short_name, call,
                          path, is_hit ? " HIT" : "");
    syscall(SYS_write, log_fd, line, (size_t)length);
  }
  if (!is_hit) return 0;
  if (is_kill) { kill(getpid(), SIGKILL); for (;;) pause(); }
  if (is_stop) { kill(getpid(), SIGSTOP); return 0; }
  errno = error_number;
  return 1;
}

static int hit_fd(const char *call, int fd) {
  if (dirs == NULL) return 0;
  char link_path[64], path[PATH_MAX];
  snprintf(link_path, sizeof link_path, "/proc/self/fd/%d", fd);
  int saved = errno;
  ssize_t length = readlink(link_path, path, sizeof path - 1);
  errno = saved;
  if (length <= 0) return 0;
  path[length] = '\0';
  return hit(call, path);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static mode_t mode_of(int flags, va_list list) { return (flags & (O_CREAT | O_TMPFILE)) ? va_arg(list, mode_t) : 0; }

/* Opening to read changes nothing: only what may write counts. */
static int may_write(int flags) { return (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) != 0; }

#define OPEN(name)                                                                  \
  int name(const char *path, int flags, ...) {                                      \
    va_list list; va_start(list, flags); mode_t mode = mode_of(flags, list); va_end(list); \
    if (may_write(flags) && hit("open", path)) return -1;                           \
    return syscall(SYS_openat, AT_FDCWD, path, flags | O_LARGEFILE, mode);          \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                \
  int name(int at_fd, const char *path, int flags, ...) {                           \
    va_list list; va_start(list, flags); mode_t mode = mode_of(flags, list); va_end(list); \
    if (may_write(flags) && hit("open", path)) return -1;                           \
    return syscall(SYS_openat, at_fd, path, flags | O_LARGEFILE, mode);             \
  }
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int fd, const void *data, size_t size) { return hit_fd("write", fd) ? -1 : REAL(write)(fd, data, size); }
ssize_t writev(int fd, const struct iovec *parts, int n) { return hit_fd("write", fd) ? -1 : REAL(writev)(fd, parts, n); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) { return hit_fd("write", fd) ? -1 : REAL(pwrite)(fd, data, size, offset); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) { return hit_fd("write", fd) ? -1 : REAL(pwrite64)(fd, data, size, offset); }
int fsync(int fd) { return hit_fd("fsync", fd) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return hit_fd("fsync", fd) ? -1 : REAL(fdatasync)(fd); }
int ftruncate64(int fd, off64_t size) { return hit_fd("truncate", fd) ? -1 : REAL(ftruncate64)(fd, size); }
int link(const char *from, const char *to) { return hit("link", to) ? -1 : REAL(link)(from, to); }
int rename(const char *from, const char *to) { return hit("rename", to) ? -1 : REAL(rename)(from, to); }
int unlink(const char *path) { return hit("unlink", path) ? -1 : REAL(unlink)(path); }
int rmdir(const char *path) { return hit("rmdir", path) ? -1 : REAL(rmdir)(path); }
int mkdir(const char *path, mode_t mode) { return hit("mkdir", path) ? -1 : REAL(mkdir)(path, mode); }
int close(int fd) {
  if (hit_fd("close", fd)) {
    /* As a file system does it: the descriptor is gone all the same. */
    int saved = errno;
    REAL(close)(fd);
    errno = saved;
    return -1;
  }
  return REAL(close)(fd);
}
