/* bookout-cookie-jar.h - the cookies of one session, versioned, for several curl handles
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <curl/curl.h>
#include <glib.h>

G_BEGIN_DECLS

/* libcurl does not support one cookie store shared between concurrent threads, so each tab's handle has its own and the jar
 * keeps them equal: take() before a request, give() after each answer. Only what an answer changed is merged, so that a
 * tab with an old copy never puts an old value back. Locked inside; any thread. Cookies are netscape lines as
 * CURLINFO_COOKIELIST gives them. */
typedef struct _BookoutCookieJar BookoutCookieJar;

/* What one handle had when it last took or gave; belongs to the handle's thread. */
typedef struct _BookoutCookieView BookoutCookieView;

/* Most cookies that a jar keeps, and the longest netscape line. A portal that wants more loses the new ones. */
#define BOOKOUT_COOKIE_JAR_MOST       256
#define BOOKOUT_COOKIE_JAR_LINE_BYTES 8192

BookoutCookieView *bookout_cookie_view_new (void);
void bookout_cookie_view_free (BookoutCookieView *self);

BookoutCookieJar *bookout_cookie_jar_new (void);
void bookout_cookie_jar_free (BookoutCookieJar *self);

void bookout_cookie_jar_take (BookoutCookieJar *self, CURL *handle, BookoutCookieView *view);
/* give(): whether the jar has changed by it. */
gboolean bookout_cookie_jar_give (BookoutCookieJar *self, CURL *handle, BookoutCookieView *view);
void bookout_cookie_jar_clear (BookoutCookieJar *self);
char **bookout_cookie_jar_dup_lines (BookoutCookieJar *self);
void bookout_cookie_jar_set_lines (BookoutCookieJar *self, const char *const *lines);
void bookout_cookie_jar_free_lines (char **lines);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutCookieView, bookout_cookie_view_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BookoutCookieJar, bookout_cookie_jar_free)

G_END_DECLS
