/* Counts the calls of a command that change files below some directories, and breaks off at the n-th: the process is
 * killed before the call is made, or the call fails. Loaded by LD_PRELOAD into the command and all it starts; they share
 * the count.
 *
 * FAULT_DIRS    directories whose files count: real paths, separated by colons
 * FAULT_COUNT   file of at least 4 bytes that holds the shared count; for WAIT, another byte for each call
 * FAULT_AT      number of the call to hit, 0 for none, -1 for each
 * FAULT_EFFECT  KILL, STOP (the call is made when the process is continued), WAIT (it is made when its byte in FAULT_COUNT
 *               is not 0 any more, and has been made when that is 2), or an error: EIO, ENOSPC, EACCES, EROFS
 * FAULT_LOOKS   if set, calls that change nothing count as well: opening to read, stat, listing a directory, and the
 *               list of all processes
 * FAULT_SOCKETS if set, writing to a socket counts as well, and closing it: a connection, or the stdin of a child of node
 * FAULT_LOG     file to which "number pid program call path" is appended for each call, with HIT at the end of one that is hit
 */
#define _GNU_SOURCE
#include <dirent.h>
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

#define CALLS 65536

static const char *dirs;
static int at, error_number, is_kill, is_stop, is_wait, counts_looks, counts_sockets, log_fd = -1;
static int *count;
/* Behind the count: a byte for each call that waits. */
static char *words;
/* The call that this thread makes, if it has waited for it. */
static __thread int under_way;

__attribute__((constructor)) static void start(void) {
  const char *path = getenv("FAULT_COUNT"), *effect = getenv("FAULT_EFFECT"), *log_path = getenv("FAULT_LOG");
  dirs = getenv("FAULT_DIRS");
  if (dirs == NULL || path == NULL) { dirs = NULL; return; }
  at = atoi(getenv("FAULT_AT") ? getenv("FAULT_AT") : "0");
  counts_looks = getenv("FAULT_LOOKS") != NULL;
  counts_sockets = getenv("FAULT_SOCKETS") != NULL;
  if (effect != NULL) {
    is_kill = strcmp(effect, "KILL") == 0;
    is_stop = strcmp(effect, "STOP") == 0;
    is_wait = strcmp(effect, "WAIT") == 0;
    error_number = strcmp(effect, "EIO") == 0 ? EIO : strcmp(effect, "ENOSPC") == 0 ? ENOSPC
                 : strcmp(effect, "EACCES") == 0 ? EACCES : strcmp(effect, "EROFS") == 0 ? EROFS : EIO;
  }
  int fd = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
  if (fd < 0) { dirs = NULL; return; }
  count = mmap(NULL, sizeof *count + (is_wait ? CALLS : 0), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  syscall(SYS_close, fd);
  if (count == MAP_FAILED) { dirs = NULL; return; }
  words = (char *)(count + 1);
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

static void wait_for_word(int number) {
  if (number >= CALLS) abort();
  while (__atomic_load_n(&words[number], __ATOMIC_SEQ_CST) == 0) usleep(500);
  under_way = number;
}

/* Says that the call has been made, and passes its result on. */
static long made(long result) {
  if (under_way != 0) __atomic_store_n(&words[under_way], 2, __ATOMIC_SEQ_CST);
  under_way = 0;
  return result;
}

/* Whether this call is to fail; errno is set then. Does not return when the process is to die. */
static int hit(const char *call, const char *path) {
  if (dirs == NULL || path == NULL || path[0] == '\0') return 0;
  char absolute[PATH_MAX * 2];
  /* As the kernel calls it. */
  int is_socket = counts_sockets && strncmp(path, "socket:[", 8) == 0;
  if (path[0] != '/' && !is_socket) {
    if (getcwd(absolute, PATH_MAX) == NULL) return 0;
    strcat(absolute, "/");
    strncat(absolute, path, PATH_MAX - 1);
    path = absolute;
  }
  if (!is_inside(path) && !is_socket && !(counts_looks && strcmp(path, "/proc") == 0)) return 0;
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
  if (is_wait) { wait_for_word(number); return 0; }
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

static int may_write(int flags) { return (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) != 0; }

/* A call that changes nothing never fails. */
static void look(const char *call, const char *path) { if (counts_looks) hit(call, path); }

static int hit_open(const char *path, int flags) {
  if (may_write(flags)) return hit("open", path);
  look("read", path);
  return 0;
}

#define OPEN(name)                                                                  \
  int name(const char *path, int flags, ...) {                                      \
    va_list list; va_start(list, flags); mode_t mode = mode_of(flags, list); va_end(list); \
    if (hit_open(path, flags)) return -1;                                          \
    return made(syscall(SYS_openat, AT_FDCWD, path, flags | O_LARGEFILE, mode));    \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                \
  int name(int at_fd, const char *path, int flags, ...) {                           \
    va_list list; va_start(list, flags); mode_t mode = mode_of(flags, list); va_end(list); \
    if (hit_open(path, flags)) return -1;                                          \
    return made(syscall(SYS_openat, at_fd, path, flags | O_LARGEFILE, mode));       \
  }
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int fd, const void *data, size_t size) { return hit_fd("write", fd) ? -1 : made(REAL(write)(fd, data, size)); }
ssize_t writev(int fd, const struct iovec *parts, int n) { return hit_fd("write", fd) ? -1 : made(REAL(writev)(fd, parts, n)); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) { return hit_fd("write", fd) ? -1 : made(REAL(pwrite)(fd, data, size, offset)); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) { return hit_fd("write", fd) ? -1 : made(REAL(pwrite64)(fd, data, size, offset)); }
int fsync(int fd) { return hit_fd("fsync", fd) ? -1 : made(REAL(fsync)(fd)); }
int fdatasync(int fd) { return hit_fd("fsync", fd) ? -1 : made(REAL(fdatasync)(fd)); }
int ftruncate64(int fd, off64_t size) { return hit_fd("truncate", fd) ? -1 : made(REAL(ftruncate64)(fd, size)); }
int link(const char *from, const char *to) { return hit("link", to) ? -1 : made(REAL(link)(from, to)); }
int rename(const char *from, const char *to) { return hit("rename", to) ? -1 : made(REAL(rename)(from, to)); }
int unlink(const char *path) { return hit("unlink", path) ? -1 : made(REAL(unlink)(path)); }
int rmdir(const char *path) { return hit("rmdir", path) ? -1 : made(REAL(rmdir)(path)); }
int mkdir(const char *path, mode_t mode) { return hit("mkdir", path) ? -1 : made(REAL(mkdir)(path, mode)); }
int close(int fd) {
  /* Nothing comes of its time. */
  if (!is_wait && hit_fd("close", fd)) {
    /* As a file system does it: the descriptor is gone all the same. */
    int saved = errno;
    REAL(close)(fd);
    errno = saved;
    return -1;
  }
  return REAL(close)(fd);
}

#define LOOK(call, type, name, parameters, path, arguments) \
  type name parameters { look(call, path); return made(REAL(name) arguments); }

int __xstat64(int, const char *, struct stat64 *);
int __lxstat64(int, const char *, struct stat64 *);
LOOK("stat", int, __xstat64, (int version, const char *path, struct stat64 *info), path, (version, path, info))
LOOK("stat", int, __lxstat64, (int version, const char *path, struct stat64 *info), path, (version, path, info))
LOOK("stat", int, stat, (const char *path, struct stat *info), path, (path, info))
LOOK("stat", int, lstat, (const char *path, struct stat *info), path, (path, info))
LOOK("stat", int, stat64, (const char *path, struct stat64 *info), path, (path, info))
LOOK("stat", int, lstat64, (const char *path, struct stat64 *info), path, (path, info))
LOOK("stat", int, statx, (int fd, const char *path, int flags, unsigned mask, struct statx *info), path,
     (fd, path, flags, mask, info))
LOOK("list", int, scandir64,
     (const char *path, struct dirent64 ***names, int (*is_wanted)(const struct dirent64 *),
      int (*compare)(const struct dirent64 **, const struct dirent64 **)),
     path, (path, names, is_wanted, compare))

/* libuv makes this call by its number. */
long syscall(long number, ...) {
  static __typeof__(&syscall) real;
  long a[6];
  va_list list;
  va_start(list, number);
  for (int i = 0; i < 6; i++) a[i] = va_arg(list, long);
  va_end(list);
  if (real == NULL) real = REAL(syscall);
  if (number != SYS_statx) return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
  look("stat", (const char *)a[1]);
  return made(real(number, a[0], a[1], a[2], a[3], a[4], a[5]));
}
