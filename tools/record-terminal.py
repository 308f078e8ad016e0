"""Runs a program on a terminal, and prints what the terminal gets.

    record-terminal.py <columns> <program> <argument>...

Ends with the exit code of the program.
"""
import fcntl
import os
import pty
import struct
import sys
import termios

LINES = 200  # more than any program prints: psql starts no pager


def record(columns: int, command: list[str]) -> int:
    pid, terminal = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, columns, 0, 0))
        os.execvp(command[0], command)
    while True:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # Linux: nobody writes any more
            break
        if not chunk:
            break
        sys.stdout.buffer.write(chunk)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(record(int(sys.argv[1]), sys.argv[2:]))
