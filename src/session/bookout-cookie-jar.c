/* bookout-cookie-jar.c - the cookies of one session, versioned, for several curl handles
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bookout-cookie-jar"

#include "config.h"

#include <string.h>

#include "bookout-cookie-jar.h"

/* Each tab's curl handle keeps cookies as a browser does; the jar carries them from one to the other. Values are secrets:
 * they are never logged and are wiped before their memory is given back.
 *
 * Versions say whether a handle is behind. Eras say whether what it gives still matters: a session that is signed in again
 * replaces all cookies at once, and an answer to a request from before, which may well set a fresh cookie for nobody, must
 * not undo that. */

struct _BookoutCookieJar
{
  GMutex lock;
  guint64 version;     /* by @lock; +1 at each change; from 1, so that a new view is behind */
  guint64 era;         /* by @lock; +1 when all cookies are replaced */
  GHashTable *cookies; /* by @lock; (element-type utf8 utf8): identity to line */
};

struct _BookoutCookieView
{
  guint64 version;
  guint64 era;
  GHashTable *cookies; /* (element-type utf8 utf8): what the handle had */
};

static void
free_wiped (gpointer line)
{
  explicit_bzero (line, strlen (line));
  g_free (line);
}

static GHashTable *
cookies_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_wiped);
}

/* The @n-th field of a netscape line (domain, tail match, path, secure, expires, name, value); NULL if it has too few. */
static const char *
find_field (const char *line, guint n)
{
  while (n > 0 && line != NULL)
    {
      line = strchr (line, '\t');
      line = line == NULL ? NULL : line + 1;
      n--;
    }
  return line;
}

/* What makes two lines the same cookie for libcurl: domain (any case), tail match, path and name. NULL for what is no line. */
static char *
dup_identity (const char *line)
{
  const char *path = find_field (line, 2);
  const char *secure = find_field (line, 3);
  const char *name = find_field (line, 5);
  const char *value = find_field (line, 6);
  g_autofree char *domain = NULL;

  if (value == NULL || strlen (line) > BOOKOUT_COOKIE_JAR_LINE_BYTES)
    return NULL;
  if (g_str_has_prefix (line, "#HttpOnly_"))
    line += strlen ("#HttpOnly_");
  domain = g_ascii_strdown (line, path - line);
  return g_strdup_printf ("%s%.*s%.*s", domain, (int) (secure - path), path, (int) (value - name), name);
}

static gboolean
is_expired (const char *line)
{
  const char *expires = find_field (line, 4);
  gint64 end = expires == NULL ? 0 : g_ascii_strtoll (expires, NULL, 10);

  return end != 0 && end <= g_get_real_time () / G_USEC_PER_SEC;
}

/* A cookie that an answer removed stays in libcurl's list, with its end in the past, until another one is set. */
static GHashTable *
read_handle (CURL *handle)
{
  GHashTable *cookies = cookies_new ();
  struct curl_slist *list = NULL;

  curl_easy_getinfo (handle, CURLINFO_COOKIELIST, &list);
  for (struct curl_slist *item = list; item != NULL; item = item->next)
    {
      char *identity = is_expired (item->data) ? NULL : dup_identity (item->data);

      if (identity != NULL)
        g_hash_table_insert (cookies, identity, g_strdup (item->data));
      explicit_bzero (item->data, strlen (item->data));
    }
  curl_slist_free_all (list);
  return cookies;
}

static void
fill_handle (CURL *handle, char **lines)
{
  curl_easy_setopt (handle, CURLOPT_COOKIELIST, "ALL");
  for (guint i = 0; lines[i] != NULL; i++)
    curl_easy_setopt (handle, CURLOPT_COOKIELIST, lines[i]);
}

/* With the lock held. */
static char **
dup_lines (BookoutCookieJar *self)
{
  GPtrArray *lines = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer line;

  g_hash_table_iter_init (&iter, self->cookies);
  while (g_hash_table_iter_next (&iter, NULL, &line))
    g_ptr_array_add (lines, g_strdup (line));
  g_ptr_array_add (lines, NULL);
  return (char **) g_ptr_array_free (lines, FALSE);
}

/* With the lock held. */
static gboolean
put (BookoutCookieJar *self, const char *identity, const char *line)
{
  const char *old = g_hash_table_lookup (self->cookies, identity);

  if (g_strcmp0 (old, line) == 0)
    return FALSE;
  if (old == NULL && g_hash_table_size (self->cookies) >= BOOKOUT_COOKIE_JAR_MOST)
    {
      g_debug ("More than %d cookies, a new one is left out", BOOKOUT_COOKIE_JAR_MOST);
      return FALSE;
    }
  g_hash_table_insert (self->cookies, g_strdup (identity), g_strdup (line));
  return TRUE;
}

/* With the lock held. A cookie that merely ran out in a handle with an old copy of it takes nothing from a newer one. */
static gboolean
drop (BookoutCookieJar *self, const char *identity, const char *old)
{
  const char *current = g_hash_table_lookup (self->cookies, identity);

  if (current == NULL || (is_expired (old) && strcmp (current, old) != 0))
    return FALSE;
  return g_hash_table_remove (self->cookies, identity);
}

/* With the lock held. */
static gboolean
merge (BookoutCookieJar *self, GHashTable *before, GHashTable *after)
{
  gboolean changed = FALSE;
  GHashTableIter iter;
  gpointer identity, line;

  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &identity, &line))
    if (g_strcmp0 (g_hash_table_lookup (before, identity), line) != 0)
      changed |= put (self, identity, line);

  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &identity, &line))
    if (!g_hash_table_contains (after, identity))
      changed |= drop (self, identity, line);
  return changed;
}

/**
 * bookout_cookie_view_new:
 *
 * Returns: (transfer full): the view of a handle that has taken nothing yet
 */
BookoutCookieView *
bookout_cookie_view_new (void)
{
  BookoutCookieView *self = g_new0 (BookoutCookieView, 1);

  self->cookies = cookies_new ();
  return self;
}

/**
 * bookout_cookie_view_free:
 * @self: (transfer full): a view
 */
void
bookout_cookie_view_free (BookoutCookieView *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->cookies);
  g_free (self);
}

/**
 * bookout_cookie_jar_new:
 *
 * Returns: (transfer full): an empty jar
 */
BookoutCookieJar *
bookout_cookie_jar_new (void)
{
  BookoutCookieJar *self = g_new0 (BookoutCookieJar, 1);

  g_mutex_init (&self->lock);
  self->cookies = cookies_new ();
  self->version = 1;
  self->era = 1;
  return self;
}

/**
 * bookout_cookie_jar_free:
 * @self: (transfer full): a jar; its cookies are wiped
 */
void
bookout_cookie_jar_free (BookoutCookieJar *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->cookies);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * bookout_cookie_jar_take:
 * @handle: a curl handle of the calling thread, not in a transfer
 * @view: of @handle
 *
 * Puts the jar's cookies into @handle if the jar has changed since; costs one lock if it has not.
 */
void
bookout_cookie_jar_take (BookoutCookieJar *self, CURL *handle, BookoutCookieView *view)
{
  char **lines = NULL;

  g_return_if_fail (self != NULL && handle != NULL && view != NULL);

  g_mutex_lock (&self->lock);
  if (view->version != self->version)
    {
      lines = dup_lines (self);
      view->version = self->version;
      view->era = self->era;
    }
  g_mutex_unlock (&self->lock);

  if (lines == NULL)
    return;
  fill_handle (handle, lines);
  bookout_cookie_jar_free_lines (lines);

  /* Not the jar's lines: libcurl may refuse one or write it differently, which is no change made by an answer. */
  g_hash_table_unref (view->cookies);
  view->cookies = read_handle (handle);
}

/**
 * bookout_cookie_jar_give:
 * @handle: a curl handle of the calling thread, after a transfer
 * @view: of @handle
 *
 * Merges what answers set, changed or removed in @handle since it took or gave. What it took before the jar was cleared
 * or filled anew is not merged.
 *
 * Returns: whether the jar has changed by it
 */
gboolean
bookout_cookie_jar_give (BookoutCookieJar *self, CURL *handle, BookoutCookieView *view)
{
  GHashTable *after;
  gboolean changed;

  g_return_val_if_fail (self != NULL && handle != NULL && view != NULL, FALSE);

  after = read_handle (handle);
  g_mutex_lock (&self->lock);
  changed = view->era == self->era && merge (self, view->cookies, after);
  if (changed)
    {
      /* A handle that was level with the jar still is; one that was behind takes again next time. */
      if (view->version == self->version)
        view->version++;
      self->version++;
    }
  g_mutex_unlock (&self->lock);

  g_hash_table_unref (view->cookies);
  view->cookies = after;
  return changed;
}

/**
 * bookout_cookie_jar_clear:
 *
 * Forgets everything; handles follow at their next take().
 */
void
bookout_cookie_jar_clear (BookoutCookieJar *self)
{
  const char *const nothing[] = { NULL };

  bookout_cookie_jar_set_lines (self, nothing);
}

/**
 * bookout_cookie_jar_dup_lines:
 *
 * Returns: (transfer full) (array zero-terminated=1): netscape lines, in no order; secrets, to be freed with
 * bookout_cookie_jar_free_lines()
 */
char **
bookout_cookie_jar_dup_lines (BookoutCookieJar *self)
{
  char **lines;

  g_return_val_if_fail (self != NULL, NULL);

  g_mutex_lock (&self->lock);
  lines = dup_lines (self);
  g_mutex_unlock (&self->lock);
  return lines;
}

/**
 * bookout_cookie_jar_set_lines:
 * @lines: (array zero-terminated=1): netscape lines; others are left out
 *
 * Replaces all cookies in one go; handles follow at their next take().
 */
void
bookout_cookie_jar_set_lines (BookoutCookieJar *self, const char *const *lines)
{
  g_return_if_fail (self != NULL && lines != NULL);

  g_mutex_lock (&self->lock);
  g_hash_table_remove_all (self->cookies);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *identity = dup_identity (lines[i]);

      if (identity != NULL)
        put (self, identity, lines[i]);
    }
  self->version++;
  self->era++;
  g_mutex_unlock (&self->lock);
}

/**
 * bookout_cookie_jar_free_lines:
 * @lines: (transfer full): from bookout_cookie_jar_dup_lines(); wiped
 */
void
bookout_cookie_jar_free_lines (char **lines)
{
  g_return_if_fail (lines != NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    free_wiped (lines[i]);
  g_free (lines);
}
