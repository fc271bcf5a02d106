/* practice-client.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-practice"
#include "config.h"

#include <json-glib/json-glib.h>
#include <poppler.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#include "practice-client.h"

/* What the tests of the practice portal share. It asserts as it goes: what a test relies on has been checked. */

#define GIVE_UP_MS 20000L

/* In the child: a test that aborts must not leave its portal behind. */
static void
end_with_test (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

/**
 * portal_start:
 * @options: the command line, parted by blanks; latency is none unless it says so
 *
 * Returns: (transfer full): the portal, which listens
 */
Portal *
portal_start (const char *options)
{
  g_autofree char *line = g_strjoin (" ", g_getenv ("BOOKOUT_PRACTICE_PORTAL"), "--latency-ms=0 --pdf-ms=0",
                                     options, NULL);
  g_auto (GStrv) argv = g_strsplit (g_strchomp (line), " ", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  Portal *self = g_new0 (Portal, 1);

  g_subprocess_launcher_set_child_setup (launcher, end_with_test, NULL, NULL);
  self->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, &error);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  self->address = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->address);
  g_assert_true (g_str_has_prefix (self->address, "http://127.0.0.1:"));
  g_assert_true (g_str_has_suffix (self->address, "/"));
  self->address[strlen (self->address) - 1] = '\0';
  return self;
}

/**
 * portal_stop:
 * @self: (transfer full): the portal
 *
 * Tells it to end, and checks that it does so in good order.
 */
void
portal_stop (Portal *self)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (self->process, SIGTERM);
  g_subprocess_wait_check (self->process, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (self->process);
  g_free (self->address);
  g_free (self);
}

static JsonParser *
load_stats (Portal *self)
{
  g_autoptr (Client) client = client_new (self);
  JsonParser *parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (client_get (client, "/stats"), ==, 200);
  json_parser_load_from_data (parser, client_text (client), -1, &error);
  g_assert_no_error (error);
  return parser;
}

/**
 * portal_count:
 * @self: the portal
 * @name: one of its counters
 *
 * Returns: what it has counted
 */
gint64
portal_count (Portal *self, const char *name)
{
  g_autoptr (JsonParser) parser = load_stats (self);

  return json_object_get_int_member (json_node_get_object (json_parser_get_root (parser)), name);
}

/**
 * portal_count_faults:
 * @self: the portal
 * @kind: a kind of fault
 *
 * Returns: how often it struck
 */
gint64
portal_count_faults (Portal *self, const char *kind)
{
  g_autoptr (JsonParser) parser = load_stats (self);
  JsonObject *root = json_node_get_object (json_parser_get_root (parser));

  return json_object_get_int_member_with_default (json_object_get_object_member (root, "faults"), kind, 0);
}

static size_t
append_body_cb (char *data, size_t size, size_t n, void *user_data)
{
  g_byte_array_append (user_data, (const guint8 *) data, (guint) (size * n));
  return size * n;
}

static Client *
client_new_at (const char *address)
{
  Client *self = g_new0 (Client, 1);

  self->address = g_strdup (address);
  self->body = g_byte_array_new ();
  self->easy = curl_easy_init ();
  curl_easy_setopt (self->easy, CURLOPT_COOKIEFILE, "");
  curl_easy_setopt (self->easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (self->easy, CURLOPT_PROXY, "");
  curl_easy_setopt (self->easy, CURLOPT_TIMEOUT_MS, GIVE_UP_MS);
  curl_easy_setopt (self->easy, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt (self->easy, CURLOPT_WRITEFUNCTION, append_body_cb);
  curl_easy_setopt (self->easy, CURLOPT_WRITEDATA, self->body);
  return self;
}

/**
 * client_new:
 * @portal: whom to ask
 *
 * Returns: (transfer full): a tab without a cookie
 */
Client *
client_new (Portal *portal)
{
  return client_new_at (portal->address);
}

/**
 * client_new_tab:
 * @other: a tab
 *
 * Returns: (transfer full): another tab of the same session
 */
Client *
client_new_tab (Client *other)
{
  Client *self = client_new_at (other->address);
  struct curl_slist *cookies = NULL;

  curl_easy_getinfo (other->easy, CURLINFO_COOKIELIST, &cookies);
  for (struct curl_slist *cookie = cookies; cookie != NULL; cookie = cookie->next)
    curl_easy_setopt (self->easy, CURLOPT_COOKIELIST, cookie->data);
  curl_slist_free_all (cookies);
  return self;
}

/**
 * client_free:
 * @self: (transfer full): the tab
 */
void
client_free (Client *self)
{
  curl_easy_cleanup (self->easy);
  g_byte_array_unref (self->body);
  g_free (self->address);
  g_free (self->content_type);
  g_free (self->location);
  g_free (self->retry_after);
  g_free (self);
}

static char *
dup_header (Client *self, const char *name)
{
  struct curl_header *header;

  if (curl_easy_header (self->easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
    return NULL;

  return g_strdup (header->value);
}

static long
ask (Client *self, const char *path)
{
  g_autofree char *address = g_strconcat (self->address, path, NULL);

  g_byte_array_set_size (self->body, 0);
  curl_easy_setopt (self->easy, CURLOPT_URL, address);
  self->result = curl_easy_perform (self->easy);
  g_byte_array_append (self->body, (const guint8 *) "", 1);
  g_byte_array_set_size (self->body, self->body->len - 1);
  curl_easy_getinfo (self->easy, CURLINFO_RESPONSE_CODE, &self->status);
  g_free (self->content_type);
  self->content_type = dup_header (self, "Content-Type");
  g_free (self->location);
  self->location = dup_header (self, "Location");
  g_free (self->retry_after);
  self->retry_after = dup_header (self, "Retry-After");
  return self->status;
}

/**
 * client_get:
 * @self: the tab
 * @path: path and query
 *
 * Returns: the HTTP status; 0 if there was no answer
 */
long
client_get (Client *self, const char *path)
{
  curl_easy_setopt (self->easy, CURLOPT_HTTPGET, 1L);
  return ask (self, path);
}

/**
 * client_post:
 * @self: the tab
 * @path: path and query
 * @fields: the form, encoded
 *
 * Returns: the HTTP status; 0 if there was no answer
 */
long
client_post (Client *self, const char *path, const char *fields)
{
  curl_easy_setopt (self->easy, CURLOPT_COPYPOSTFIELDS, fields);
  return ask (self, path);
}

/**
 * client_submit:
 * @self: the tab
 * @path: path and query
 * @fields: the form without its token, which is taken from the page the tab shows
 *
 * Returns: the HTTP status
 */
long
client_submit (Client *self, const char *path, const char *fields)
{
  g_autofree char *token = client_cut (self, TOKEN_MARK, "\"");
  g_autofree char *form = g_strdup_printf ("__RequestVerificationToken=%s&%s", token, fields);

  return client_post (self, path, form);
}

/**
 * client_text:
 * @self: the tab
 *
 * Returns: (transfer none): the last answer
 */
const char *
client_text (Client *self)
{
  return (const char *) self->body->data;
}

/**
 * client_cut:
 * @self: the tab
 * @before: what stands before the piece wanted; it must be there
 * @end: the characters that end it
 *
 * Returns: (transfer full): a piece of the last answer
 */
char *
client_cut (Client *self, const char *before, const char *end)
{
  const char *start = strstr (client_text (self), before);

  if (start == NULL)
    g_error ("no “%s” in this answer (%ld): %s", before, self->status, client_text (self));
  start += strlen (before);
  return g_strndup (start, strcspn (start, end));
}

/**
 * client_log_in:
 * @self: the tab
 *
 * Sends name and password; the answer may be whatever it may be.
 */
void
client_log_in (Client *self)
{
  g_assert_cmpint (client_get (self, "/Home/LicenseAgreement?ReturnUrl=/vehicle/"), ==, 200);
  client_submit (self, "/Home/Login", "UserName=dealer&Password=practice&login=1");
}

/**
 * client_sign_in:
 * @self: the tab
 *
 * Signs in and accepts the licence.
 */
void
client_sign_in (Client *self)
{
  client_log_in (self);
  g_assert_cmpint (self->status, ==, 302);
  g_assert_cmpstr (self->location, ==, "/Home/License");
  g_assert_cmpint (client_get (self, self->location), ==, 200);
  g_assert_cmpint (client_submit (self, "/Home/AcceptLicense", "Agree=true&accept=Accept"), ==, 302);
  g_assert_cmpstr (self->location, ==, "/vehicle/");
}

/**
 * client_filter:
 * @self: the tab, signed in
 * @prefix: what references are to begin with
 *
 * Sets the session's filter; the tab shows the answer.
 */
void
client_filter (Client *self, const char *prefix)
{
  g_autofree char *fields = g_strdup_printf ("StockNumber=%s&apply=1", prefix);

  g_assert_cmpint (client_get (self, "/vehicle/"), ==, 200);
  g_assert_cmpint (client_submit (self, "/vehicle/Filter", fields), ==, 200);
}

/**
 * client_dup_link:
 * @self: the tab, which shows the grid
 * @reference: of a vehicle that is in it
 *
 * Returns: (transfer full): the vehicle's own link
 */
char *
client_dup_link (Client *self, const char *reference)
{
  g_autofree char *cell = g_strdup_printf ("<td class=\"stock\">%s</td>", reference);
  const char *row = strstr (client_text (self), cell);
  const char *link = row != NULL ? strstr (row, "/vehicle/Details/") : NULL;

  g_assert_nonnull (link);
  return g_strndup (link, strcspn (link, "\""));
}

/**
 * client_order_sheet:
 * @self: the tab
 * @link: the way to a vehicle's page
 *
 * Returns: (transfer full): the address of its sheet
 */
char *
client_order_sheet (Client *self, const char *link)
{
  g_autofree char *dialog = NULL, *name = NULL, *fields = NULL;

  g_assert_cmpint (client_get (self, link), ==, 200);
  dialog = client_cut (self, "id=\"printReports\" href=\"", "\"");
  g_assert_cmpint (client_get (self, dialog), ==, 200);
  name = client_cut (self, "name=\"v\" value=\"", "\"");
  fields = g_strdup_printf ("v=%s&Template=std&create=pdf", name);
  g_assert_cmpint (client_submit (self, "/report/Create", fields), ==, 200);
  g_assert_true (g_str_has_prefix (client_text (self), "{\"success\":true,"));
  return client_cut (self, "\"url\":\"", "\"");
}

/**
 * client_fetch_sheet:
 * @self: the tab, signed in
 * @reference: of a vehicle
 *
 * Goes the whole way to the sheet by the vehicle's own link; the last answer may be whatever it may be.
 */
void
client_fetch_sheet (Client *self, const char *reference)
{
  g_autofree char *link = NULL, *sheet = NULL;

  client_filter (self, reference);
  link = client_dup_link (self, reference);
  sheet = client_order_sheet (self, link);
  client_get (self, sheet);
}

/**
 * client_dup_sheet_text:
 * @self: the tab, whose last answer is a sheet
 *
 * Returns: (transfer full) (nullable): its text; %NULL if it is no document that can be read
 */
char *
client_dup_sheet_text (Client *self)
{
  g_autoptr (GBytes) bytes = g_bytes_new (self->body->data, self->body->len);
  PopplerDocument *document = poppler_document_new_from_bytes (bytes, NULL, NULL);
  PopplerPage *page = document != NULL ? poppler_document_get_page (document, 0) : NULL;
  char *text = page != NULL ? poppler_page_get_text (page) : NULL;

  g_clear_object (&page);
  g_clear_object (&document);
  return text;
}
