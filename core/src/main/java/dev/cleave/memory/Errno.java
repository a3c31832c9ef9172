package dev.cleave.memory;

/** The error numbers of Linux that memory calls answer with, by name and meaning. */
enum Errno {
    EPERM(1, "operation not permitted"),
    ENOENT(2, "no such file or directory"),
    EINTR(4, "interrupted"),
    EIO(5, "input or output error"),
    EBADF(9, "bad file descriptor"),
    EAGAIN(11, "resource temporarily unavailable"),
    ENOMEM(12, "out of memory"),
    EACCES(13, "permission denied"),
    EFAULT(14, "bad address"),
    EBUSY(16, "busy"),
    EEXIST(17, "exists"),
    ENODEV(19, "no such device"),
    ENOTDIR(20, "not a directory"),
    EISDIR(21, "is a directory"),
    EINVAL(22, "invalid argument"),
    ENFILE(23, "too many files open in the system"),
    EMFILE(24, "too many files open in this process"),
    ETXTBSY(26, "file is being executed"),
    EFBIG(27, "file too large"),
    ENOSPC(28, "no space left on device"),
    EROFS(30, "read-only file system"),
    ENAMETOOLONG(36, "name too long"),
    ENOSYS(38, "not known to this kernel"),
    ELOOP(40, "too many symbolic links"),
    EOVERFLOW(75, "value too large"),
    EOPNOTSUPP(95, "operation not supported"),
    EDQUOT(122, "disk quota exceeded"),
    EHWPOISON(133, "memory page has a hardware error");

    private final int number;
    private final String meaning;

    Errno(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    int number() {
        return number;
    }

    /** The constant's name, or {@code errno} where this class does not know the number. */
    static String name(int number) {
        for (Errno each : values()) {
            if (each.number == number) {
                return each.name();
            }
        }
        return "errno";
    }

    static String meaning(int number) {
        for (Errno each : values()) {
            if (each.number == number) {
                return each.meaning;
            }
        }
        return "see errno(3)";
    }
}
