/* test-practice-faults.c
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-practice"
#include "config.h"

#include <string.h>

#include "practice-client.h"

/* Provokes each kind of fault in the real program, and looks at what a client gets to see. */

#define REFERENCE "165548"

/* Asks for the sheet of REFERENCE from a portal with such faults. */
static Client *
fetch_with (Portal *portal)
{
  Client *client = client_new (portal);

  client_sign_in (client);
  client_fetch_sheet (client, REFERENCE);
  return client;
}

static gboolean
names (const char *text, const char *reference)
{
  g_autofree char *line = g_strdup_printf ("Reference Number: %s\n", reference);

  return text != NULL && strstr (text, line) != NULL;
}

static guint
count_references (const char *text)
{
  guint n = 0;

  for (const char *p = strstr (text, "Reference Number: "); p != NULL;
       p = strstr (p + 1, "Reference Number: "))
    n++;
  return n;
}

static void
test_http500 (void)
{
  g_autoptr (Portal) portal = portal_start ("--fault=http500=1");
  g_autoptr (Client) client = client_new (portal);

  g_assert_cmpint (client_get (client, "/Home/LicenseAgreement"), ==, 500);
  g_assert_cmpint (client_get (client, "/vehicle/"), ==, 500);
  g_assert_cmpint (portal_count_faults (portal, "http500"), ==, 2);
}

static void
test_http429 (void)
{
  g_autoptr (Portal) portal = portal_start ("--fault=http429=1");
  g_autoptr (Client) client = client_new (portal);

  g_assert_cmpint (client_get (client, "/Home/LicenseAgreement"), ==, 429);
  g_assert_cmpstr (client->retry_after, ==, "1");
  g_assert_cmpint (portal_count_faults (portal, "http429"), ==, 1);
}

static void
test_maintenance (void)
{
  g_autoptr (Portal) portal = portal_start ("--fault=maintenance=1");
  g_autoptr (Client) client = client_new (portal);

  g_assert_cmpint (client_get (client, "/Home/LicenseAgreement"), ==, 503);
  g_assert_nonnull (strstr (client_text (client),
                            "<h1 id=\"maintenance\">The portal is being maintained. Please try "
                            "again later.</h1>"));
  g_assert_cmpint (portal_count_faults (portal, "maintenance"), ==, 1);
}

/* Below rate 1 whatever was struck gets through the next time, so that patience gets every sheet. */
static long
get_patiently (Client *client, const char *path)
{
  for (guint i = 0; i < 4; i++)
    {
      client_get (client, path);
      if (client->status != 500 && client->status != 429 && client->status != 503)
        break;
    }

  return client->status;
}

static long
submit_patiently (Client *client, const char *path, const char *fields)
{
  g_autofree char *token = client_cut (client, TOKEN_MARK, "\"");
  g_autofree char *form = g_strdup_printf ("__RequestVerificationToken=%s&%s", token, fields);

  for (guint i = 0; i < 4; i++)
    {
      client_post (client, path, form);
      if (client->status != 500 && client->status != 429 && client->status != 503)
        break;
    }

  return client->status;
}

static void
test_server_faults_pass (void)
{
  g_autoptr (Portal)
      portal = portal_start ("--fault=http500=0.6 --fault=http429=0.6 --fault=maintenance=0.6");
  g_autoptr (Client) client = client_new (portal);
  g_auto (GStrv) links = NULL;
  gint64 n_before;

  g_assert_cmpint (get_patiently (client, "/Home/LicenseAgreement"), ==, 200);
  g_assert_cmpint (submit_patiently (client, "/Home/Login", "UserName=dealer&Password=practice"), ==, 302);
  g_assert_cmpint (get_patiently (client, "/Home/License"), ==, 200);
  g_assert_cmpint (submit_patiently (client, "/Home/AcceptLicense", "Agree=true"), ==, 302);
  g_assert_cmpint (get_patiently (client, "/vehicle/"), ==, 200);
  n_before = portal_count_faults (portal, "http500");
  links = g_strsplit (client_text (client), "href=\"/vehicle/Details/", 21);
  for (guint i = 1; links[i] != NULL; i++)
    {
      g_autofree char *name = g_strndup (links[i], 16);
      g_autofree char *page = g_strconcat ("/vehicle/Details/", name, NULL);
      g_autofree char *dialog = g_strconcat ("/report/Dialog?v=", name, NULL);
      g_autofree char *fields = g_strdup_printf ("v=%s&create=pdf", name);
      g_autofree char *sheet = NULL;

      g_assert_cmpint (get_patiently (client, page), ==, 200);
      g_assert_cmpint (get_patiently (client, dialog), ==, 200);
      g_assert_cmpint (submit_patiently (client, "/report/Create", fields), ==, 200);
      sheet = client_cut (client, "\"url\":\"", "\"");
      g_assert_cmpint (get_patiently (client, sheet), ==, 200);
      g_assert_cmpint (client_get (client, page), ==, 200);
    }
  g_assert_cmpint (portal_count_faults (portal, "http500"), >, n_before);
  g_assert_cmpint (portal_count_faults (portal, "http500"), <=, n_before + 20);
  g_assert_cmpint (portal_count (portal, "sheets"), ==, 20);
}

static void
test_reset (void)
{
  g_autoptr (Portal) portal = portal_start ("--fault=reset=1");
  g_autoptr (Client) client = fetch_with (portal);

  g_assert_cmpint (client->result, ==, CURLE_RECV_ERROR);
  g_assert_cmpint (portal_count_faults (portal, "reset"), >=, 1); /* libcurl tries a kept connection twice */
  g_assert_cmpint (portal_count (portal, "sheets"), ==, 0);
}

static int
gone_quiet_cb (void *data, curl_off_t total, curl_off_t now, curl_off_t upload_total, curl_off_t upload_now)
{
  return total > 1000 && now * 2 + 1 >= total;
}

/* Goes away when half of the sheet is there: more is not to come. */
static void
test_stall (void)
{
  g_autoptr (Portal) portal = portal_start ("--fault=stall=1 --serialise");
  g_autoptr (Client) client = client_new (portal);
  g_autoptr (Client) tab = NULL;
  g_autofree char *link = NULL, *sheet = NULL;

  client_sign_in (client);
  client_filter (client, REFERENCE);
  link = client_dup_link (client, REFERENCE);
  sheet = client_order_sheet (client, link);
  tab = client_new_tab (client);
  curl_easy_setopt (tab->easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt (tab->easy, CURLOPT_XFERINFOFUNCTION, gone_quiet_cb);
  client_get (tab, sheet);
  g_assert_cmpint (tab->result, ==, CURLE_ABORTED_BY_CALLBACK);
  g_assert_cmpuint (tab->body->len, >, 10000);
  curl_easy_cleanup (tab->easy); /* closes the connection, which is what the portal waits for */
  tab->easy = curl_easy_init ();

  /* With its session's turn in the hands of a client that went, the next request would never be answered. */
  g_assert_cmpint (client_get (client, "/vehicle/"), ==, 200);
  g_assert_cmpint (portal_count_faults (portal, "stall"), ==, 1);
}

static int
two_pieces_cb (void *data, curl_off_t total, curl_off_t now, curl_off_t upload_total, curl_off_t upload_now)
{
  return total > 30 * 1024 && now >= 2048;
}

/* It comes in so small pieces that a client can go after two of them. */
static void
test_trickle (void)
{
  g_autoptr (Portal) portal = portal_start ("--fault=trickle=1");
  g_autoptr (Client) client = client_new (portal);

  client_sign_in (client);
  curl_easy_setopt (client->easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt (client->easy, CURLOPT_XFERINFOFUNCTION, two_pieces_cb);
  client_fetch_sheet (client, REFERENCE);
  g_assert_cmpint (client->result, ==, CURLE_ABORTED_BY_CALLBACK);
  g_assert_cmpint (client->status, ==, 200);
  g_assert_cmpuint (client->body->len, <, 8 * 1024);
  g_assert_cmpint (portal_count_faults (portal, "trickle"), ==, 1);
}

/* Each shape of a fault that has several comes up among some vehicles. */
static void
collect_results (const char *options, guint n_vehicles, GHashTable *results)
{
  g_autoptr (Portal) portal = portal_start (options);
  g_autoptr (Client) client = client_new (portal);
  g_auto (GStrv) links = NULL;

  client_sign_in (client);
  client_get (client, "/vehicle/");
  links = g_strsplit (client_text (client), "href=\"/vehicle/Details/", (int) n_vehicles + 1);
  for (guint i = 1; links[i] != NULL; i++)
    {
      g_autofree char *name = g_strndup (links[i], 16);
      g_autofree char *link = g_strconcat ("/vehicle/Details/", name, NULL);
      g_autofree char *sheet = client_order_sheet (client, link);
      g_autofree char *text = NULL;

      client_get (client, sheet);
      g_hash_table_add (results, GINT_TO_POINTER (client->result));
      text = client_dup_sheet_text (client);
      g_assert_null (text);
    }
}

static void
test_truncated (void)
{
  g_autoptr (GHashTable) results = g_hash_table_new (NULL, NULL);

  collect_results ("--fault=truncated=1", 16, results);
  g_assert_true (g_hash_table_contains (results, GINT_TO_POINTER (CURLE_PARTIAL_FILE)));
  g_assert_true (g_hash_table_contains (results, GINT_TO_POINTER (CURLE_OK))); /* ended by the connection */
}

static void
test_malformed (void)
{
  g_autoptr (GHashTable) results = g_hash_table_new (NULL, NULL);

  collect_results ("--fault=malformed=1", 20, results);
  g_assert_cmpuint (g_hash_table_size (results), >=, 3);
}

static void
test_html (void)
{
  g_autoptr (Portal) portal = portal_start ("--fault=html=1");
  g_autoptr (Client) client = fetch_with (portal);

  g_assert_cmpint (client->status, ==, 200);
  g_assert_true (g_str_has_prefix (client->content_type, "text/html"));
  g_assert_nonnull (strstr (client_text (client), "Report could not be created"));
  g_assert_cmpint (portal_count_faults (portal, "html"), ==, 1);
}

static void
test_empty (void)
{
  g_autoptr (Portal) portal = portal_start ("--fault=empty=1");
  g_autoptr (Client) client = fetch_with (portal);

  g_assert_cmpint (client->result, ==, CURLE_OK);
  g_assert_cmpstr (client->content_type, ==, "application/pdf");
  g_assert_cmpuint (client->body->len, ==, 0);
  g_assert_cmpint (portal_count_faults (portal, "empty"), ==, 1);
}

static void
test_wrong_pdf (void)
{
  g_autoptr (Portal) portal = portal_start ("--fault=wrong-pdf=1");
  g_autoptr (Client) client = fetch_with (portal);
  g_autofree char *text = client_dup_sheet_text (client);

  g_assert_false (names (text, REFERENCE));
  g_assert_true (names (text, "165548A"));
  g_assert_cmpint (portal_count (portal, "wrong_sheets_served"), ==, 1);
  g_assert_cmpint (portal_count_faults (portal, "wrong-pdf"), ==, 1);
}

static void
test_corrupt (void)
{
  g_autoptr (Portal) portal = portal_start ("--fault=corrupt=1");
  g_autoptr (Client) client = fetch_with (portal);
  g_autofree char *text = client_dup_sheet_text (client);

  g_assert_cmpint (client->result, ==, CURLE_OK);
  g_assert_true (g_str_has_prefix (client_text (client), "%PDF-"));
  g_assert_cmpuint (client->body->len, >, 30 * 1024);
  g_assert_cmpmem (client->body->data + client->body->len - 6, 5, "%%EOF", 5);
  g_assert_null (text);
}

static void
test_preparing (void)
{
  g_autoptr (Portal) portal = portal_start ("--fault=preparing=1");
  g_autoptr (Client) client = client_new (portal);
  g_autofree char *link = NULL, *sheet = NULL, *text = NULL;

  client_sign_in (client);
  client_filter (client, REFERENCE);
  link = client_dup_link (client, REFERENCE);
  sheet = client_order_sheet (client, link);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (client_get (client, sheet), ==, 200);
      g_assert_true (g_str_has_prefix (client->content_type, "text/html"));
      g_assert_nonnull (strstr (client_text (client), "Your report is being prepared"));
    }
  client_get (client, sheet);
  text = client_dup_sheet_text (client);
  g_assert_true (names (text, REFERENCE));
}

static void
test_no_text (void)
{
  g_autoptr (Portal) portal = portal_start ("--fault=notext=1");
  g_autoptr (Client) client = fetch_with (portal);
  g_autofree char *text = client_dup_sheet_text (client);

  g_assert_nonnull (text);
  g_assert_cmpstr (g_strstrip (text), ==, "");
  g_assert_cmpuint (client->body->len, >, 30 * 1024);
}

static gboolean
is_blank_sheet (Client *client, const char *reference)
{
  g_autofree char *text = NULL;

  client_fetch_sheet (client, reference);
  text = client_dup_sheet_text (client);
  g_assert_nonnull (text);
  return *g_strstrip (text) == '\0';
}

/* The same vehicles are struck however often they are asked for; the others never. */
static void
test_lasting (void)
{
  static const char *const references[] = { "16553", "165530", "165548", "165548A", "165610", "165612" };
  g_autoptr (Portal) portal = portal_start ("--fault=notext=0.5,always");
  g_autoptr (Client) client = client_new (portal);
  guint struck = 0;

  client_sign_in (client);
  for (guint i = 0; i < G_N_ELEMENTS (references); i++)
    {
      gboolean blank = is_blank_sheet (client, references[i]);

      struck += blank;
      g_assert_cmpint (is_blank_sheet (client, references[i]), ==, blank);
      g_assert_cmpint (is_blank_sheet (client, references[i]), ==, blank);
    }
  g_assert_cmpuint (struck, >, 0);
  g_assert_cmpuint (struck, <, G_N_ELEMENTS (references));
  g_assert_cmpint (portal_count_faults (portal, "notext"), ==, struck * 3);
}

static void
test_hidden (void)
{
  g_autoptr (Portal) portal = portal_start ("--fault=hidden=1");
  g_autoptr (Client) client = fetch_with (portal);
  g_autofree char *text = client_dup_sheet_text (client);

  g_assert_true (names (text, REFERENCE));
  g_assert_true (names (text, "165548A"));
  g_assert_cmpint (portal_count_faults (portal, "hidden"), ==, 1);
}

static void
test_both (void)
{
  g_autoptr (Portal) portal = portal_start ("--fault=both=1");
  g_autoptr (Client) client = fetch_with (portal);
  g_autofree char *text = client_dup_sheet_text (client);

  g_assert_true (names (text, REFERENCE));
  g_assert_cmpuint (count_references (text), ==, 2);
  g_assert_cmpint (portal_count_faults (portal, "both"), ==, 1);
}

/* The export, with no filter on, cut into rows; quoted line breaks make pieces that begin with no reference. */
static GStrv
export_rows (const char *options)
{
  g_autoptr (Portal) portal = portal_start (options);
  g_autoptr (Client) client = client_new (portal);

  client_sign_in (client);
  client_filter (client, "");
  g_assert_cmpint (client_get (client, "/vehicle/Export?columns=all&format=csv"), ==, 200);
  return g_strsplit (client_text (client), "\r\n", -1);
}

static guint
count_rows (GStrv rows, const char *reference)
{
  g_autofree char *start = g_strconcat (reference, ",", NULL);
  guint n = 0;

  for (guint i = 0; rows[i] != NULL; i++)
    n += g_str_has_prefix (rows[i], start);
  return n;
}

static void
test_duplicate (void)
{
  g_auto (GStrv) plain = export_rows ("");
  g_auto (GStrv) doubled = export_rows ("--fault=duplicate=1");

  g_assert_cmpuint (count_rows (plain, "165548A"), ==, 1);
  g_assert_cmpuint (count_rows (doubled, "165548A"), ==, 2);
  g_assert_cmpuint (count_rows (doubled, "16553"), ==, 2);
}

static void
test_unknown (void)
{
  g_auto (GStrv) rows = export_rows ("--fault=unknown=1");

  g_assert_cmpuint (count_rows (rows, "165548"), ==, 1);
  g_assert_cmpuint (count_rows (rows, "165548Z"), ==, 1);
}

static void
test_expire (void)
{
  g_autoptr (Portal) portal = portal_start ("--fault=expire=1");
  g_autoptr (Client) client = client_new (portal);
  g_autofree char *link = NULL, *name = NULL, *dialog = NULL, *fields = NULL, *token = NULL;

  client_sign_in (client);
  client_filter (client, REFERENCE);
  token = client_cut (client, TOKEN_MARK, "\"");
  link = client_dup_link (client, REFERENCE);
  name = g_strdup (strrchr (link, '/') + 1);
  dialog = g_strconcat ("/report/Dialog?v=", name, NULL);
  fields = g_strdup_printf ("__RequestVerificationToken=%s&v=%s", token, name);

  /* Which of the four requests it is hangs on the seed; after it the session is gone. */
  client_get (client, link);
  client_get (client, dialog);
  client_post (client, "/report/Create", fields);
  if (client->status == 200)
    {
      g_autofree char *sheet = client_cut (client, "\"url\":\"", "\"");

      g_assert_cmpint (client_get (client, sheet), ==, 200);
      g_assert_nonnull (strstr (client_text (client), "<form id=\"loginForm\""));
    }
  g_assert_cmpint (client_get (client, "/vehicle/"), ==, 302);
  g_assert_true (g_str_has_prefix (client->location, "/Home/LicenseAgreement?"));
  g_assert_cmpint (portal_count_faults (portal, "expire"), ==, 1);
  client_sign_in (client);
}

static void
test_refuse (void)
{
  g_autoptr (Portal) portal = portal_start ("--fault=refuse=1");
  g_autoptr (Client) client = client_new (portal);

  client_log_in (client);
  g_assert_cmpint (client->status, ==, 200);
  g_assert_nonnull (strstr (client_text (client), "validation-summary-errors"));
  g_assert_cmpint (portal_count (portal, "sign_ins_refused"), ==, 1);
  g_assert_cmpint (portal_count_faults (portal, "refuse"), ==, 1);
}

static void
test_active (void)
{
  g_autoptr (Portal) portal = portal_start ("--fault=active=1 --lock-seconds=65");
  g_autoptr (Client) client = client_new (portal);

  client_log_in (client);
  g_assert_cmpint (client->status, ==, 200);
  g_assert_nonnull (strstr (client_text (client), "Please wait 1:05 minutes and try again."));
  g_assert_cmpint (portal_count (portal, "sign_ins_refused"), ==, 1);
  g_assert_cmpint (portal_count_faults (portal, "active"), ==, 1);
}

static void
test_stale_row (void)
{
  g_autoptr (Portal) portal = portal_start ("--fault=stale-row=1");
  g_autoptr (Client) client = client_new (portal);

  client_sign_in (client);
  client_filter (client, "165548A");
  g_assert_nonnull (strstr (client_text (client), "Stock number begins with &#39;165&#39;"));
  client_get (client, "/vehicle/");
  g_assert_nonnull (strstr (client_text (client), "Vehicles 1 to 1 of 1<"));
  g_assert_cmpint (portal_count_faults (portal, "stale-row"), ==, 1);
}

/* What the portal writes for a day that is @days before today. */
static char *
dup_date_line (int days)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) then = g_date_time_add_days (now, -days);

  return g_date_time_format (then, "Valuation Date: %m/%d/%Y\n");
}

/* Below rate 1 a vehicle's next sheet is current again. */
static void
test_stale (void)
{
  g_autoptr (Portal) portal = portal_start ("--fault=stale=1");
  g_autoptr (Client) client = fetch_with (portal);
  g_autofree char *text = client_dup_sheet_text (client);
  g_autofree char *yesterday = dup_date_line (1);

  g_assert_true (names (text, REFERENCE));
  g_assert_nonnull (strstr (text, yesterday));
  g_assert_cmpint (portal_count_faults (portal, "stale"), ==, 1);
}

static void
test_stale_passes (void)
{
  g_autoptr (Portal) portal = portal_start ("--fault=stale=0.9999");
  g_autoptr (Client) client = fetch_with (portal);
  g_autofree char *first = client_dup_sheet_text (client);
  g_autofree char *second = NULL;
  g_autofree char *yesterday = dup_date_line (1);
  g_autofree char *today = dup_date_line (0);

  client_fetch_sheet (client, REFERENCE);
  second = client_dup_sheet_text (client);
  g_assert_nonnull (strstr (first, yesterday));
  g_assert_nonnull (strstr (second, today));
  g_assert_null (strstr (second, yesterday));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  curl_global_init (CURL_GLOBAL_DEFAULT);
  g_test_add_func ("/practice/faults/http500", test_http500);
  g_test_add_func ("/practice/faults/lasting", test_lasting);
  g_test_add_func ("/practice/faults/http429", test_http429);
  g_test_add_func ("/practice/faults/maintenance", test_maintenance);
  g_test_add_func ("/practice/faults/server-faults-pass", test_server_faults_pass);
  g_test_add_func ("/practice/faults/reset", test_reset);
  g_test_add_func ("/practice/faults/stall", test_stall);
  g_test_add_func ("/practice/faults/trickle", test_trickle);
  g_test_add_func ("/practice/faults/truncated", test_truncated);
  g_test_add_func ("/practice/faults/malformed", test_malformed);
  g_test_add_func ("/practice/faults/html", test_html);
  g_test_add_func ("/practice/faults/empty", test_empty);
  g_test_add_func ("/practice/faults/wrong-pdf", test_wrong_pdf);
  g_test_add_func ("/practice/faults/corrupt", test_corrupt);
  g_test_add_func ("/practice/faults/preparing", test_preparing);
  g_test_add_func ("/practice/faults/notext", test_no_text);
  g_test_add_func ("/practice/faults/hidden", test_hidden);
  g_test_add_func ("/practice/faults/both", test_both);
  g_test_add_func ("/practice/faults/duplicate", test_duplicate);
  g_test_add_func ("/practice/faults/unknown", test_unknown);
  g_test_add_func ("/practice/faults/expire", test_expire);
  g_test_add_func ("/practice/faults/refuse", test_refuse);
  g_test_add_func ("/practice/faults/active", test_active);
  g_test_add_func ("/practice/faults/stale-row", test_stale_row);
  g_test_add_func ("/practice/faults/stale", test_stale);
  g_test_add_func ("/practice/faults/stale-passes", test_stale_passes);
  return g_test_run ();
}
