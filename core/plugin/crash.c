/* SPDX-License-Identifier: MIT
 *
 * crash.c: when a plugin crashes, say which one.
 *
 * Whoever calls a plugin writes a breadcrumb first: five words in
 * thread-local memory, no locks. The signal handler prints them with write()
 * alone, since nothing else is safe there, and lets the signal take its
 * course, so that a core dump and the exit status are what they would have
 * been.
 */
#include "plugin/plugin.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

_Thread_local Crumb crumb;

static void say(const char *text)
{
    size_t len = strlen(text);
    while (len > 0) {
        ssize_t wrote = write(STDERR_FILENO, text, len);
        if (wrote <= 0)
            return;
        text += wrote;
        len -= (size_t)wrote;
    }
}

static void say_number(size_t number)
{
    char digits[24], *p = digits + sizeof digits - 1;
    *p = '\0';
    do
        *--p = (char)('0' + number % 10);
    while ((number /= 10) != 0);
    say(p);
}

static const char *signal_word(int signal)
{
    switch (signal) {
    case SIGSEGV:
        return "it touched memory that is not there (SIGSEGV)";
    case SIGBUS:
        return "it touched memory that is not there (SIGBUS)";
    case SIGFPE:
        return "it divided an integer by zero (SIGFPE)";
    case SIGILL:
        return "it ran into an illegal instruction (SIGILL)";
    default:
        return "it gave up (SIGABRT)";
    }
}

static void die_of(int number)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
    raise(number);
}

/* What brings down one account often brings down two at once, on two threads:
 * the first tells, the others wait for the end. */
static void on_crash(int signal)
{
    static atomic_bool told;
    static _Thread_local bool inside;
    if (inside) {
        die_of(signal);
        return;
    }
    inside = true;
    while (atomic_exchange(&told, true))
        pause();
    say("hale: a crash: ");
    say(signal_word(signal));
    if (crumb.plugin) {
        say("\n  in plugin ");
        say(crumb.plugin);
        say(" ");
        say(crumb.version ? crumb.version : "");
        say(", during ");
        say(crumb.call ? crumb.call : "a call");
        if (crumb.account) {
            say(", account ");
            say(crumb.account);
        }
        say(", ");
        say_number(crumb.rows);
        say(" rows\n  nothing was published; try: hale plugin check on it");
    } else {
        say("\n  in hale itself; nothing was published; please report it");
    }
    say("\n");
    die_of(signal);
}

void crash_stack(void)
{
    static _Thread_local char memory[32 << 10];
    stack_t stack;
    /* A sanitizer brings one of its own, and frees what it finds. */
    if (sigaltstack(NULL, &stack) || !(stack.ss_flags & SS_DISABLE))
        return;
    stack = (stack_t){.ss_sp = memory, .ss_size = sizeof memory};
    sigaltstack(&stack, NULL);
}

void crash_install(void)
{
    static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_crash;
    action.sa_flags = SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    crash_stack();
    for (size_t i = 0; i < COUNT(signals); i++)
        sigaction(signals[i], &action, NULL);
}
