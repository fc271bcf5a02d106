/* test-portal.c; SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <libxml/parser.h>

#include "portal-fixture.h"

static GHashTable *
new_variables (const char *name, const char *value)
{
  GHashTable *variables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_hash_table_insert (variables, g_strdup (name), g_strdup (value));
  return variables;
}

static const BookoutStep *
get_step (GPtrArray *steps, guint i, BookoutStepKind kind)
{
  const BookoutStep *step;

  g_assert_cmpuint (i, <, steps->len);
  step = g_ptr_array_index (steps, i);
  g_assert_cmpint (step->kind, ==, kind);
  return step;
}

static const BookoutPortalPart *
get_part (BookoutPortal *portal, guint i, const char *name, gboolean gated)
{
  const BookoutPortalPart *part;

  g_assert_cmpuint (i, <, bookout_portal_get_parts (portal)->len);
  part = g_ptr_array_index (bookout_portal_get_parts (portal), i);
  g_assert_cmpstr (part->name, ==, name);
  g_assert_cmpint (part->gated, ==, gated);
  return part;
}

#define assert_source(template, expected) \
  g_assert_cmpstr (bookout_template_get_source (template), ==, expected)

static void
test_portal_site (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutPortal) portal = load_changed (NULL, NULL, NULL, &error);
  const BookoutPortalLimits *limits;
  const BookoutPortalHeader *header;
  const BookoutPortalVariable *variable;

  g_assert_no_error (error);
  g_assert_cmpstr (bookout_portal_get_id (portal), ==, "marlin");
  g_assert_cmpstr (bookout_portal_get_name (portal), ==, "Marlin Values");
  g_assert_cmpstr (bookout_portal_get_base (portal), ==, "https://values.example/dealer/");
  g_assert_cmpstr (g_file_peek_path (bookout_portal_get_file (portal)), ==, "/nowhere/marlin.xml");
  g_assert_cmpstr (bookout_scope_get (bookout_portal_get_scope (portal), "store"), ==, "07");

  limits = bookout_portal_get_limits (portal);
  g_assert_cmpuint (limits->tabs, ==, 6);
  g_assert_cmpuint (limits->gap_ms, ==, 50);
  g_assert_cmpuint (limits->connect_s, ==, 15);
  g_assert_cmpuint (limits->idle_s, ==, 30);
  g_assert_cmpuint (limits->request_s, ==, 120);
  g_assert_cmpuint (limits->vehicle_s, ==, 90);
  g_assert_cmpuint (limits->page_bytes, ==, 8 * 1024 * 1024);
  g_assert_cmpuint (limits->sheet_bytes, ==, 1000000);

  g_assert_cmpuint (bookout_portal_get_headers (portal)->len, ==, 2);
  header = g_ptr_array_index (bookout_portal_get_headers (portal), 1);
  g_assert_cmpstr (header->name, ==, "X-Store");
  assert_source (header->value, "{store}");

  g_assert_cmpuint (bookout_portal_get_variables (portal)->len, ==, 3);
  variable = g_ptr_array_index (bookout_portal_get_variables (portal), 0);
  g_assert_cmpstr (variable->description, ==, "Where the portal is");
  variable = g_ptr_array_index (bookout_portal_get_variables (portal), 1);
  g_assert_cmpstr (variable->value, ==, "link");
  g_assert_cmpuint (g_strv_length (variable->values), ==, 2);
}

static void
test_portal_steps (void)
{
  g_autoptr (BookoutPortal) portal = load_changed (NULL, NULL, NULL, NULL);
  const BookoutStep *step;
  const BookoutStepField *field;

  g_assert_cmpuint (bookout_portal_get_sign_in (portal)->len, ==, 3);
  step = get_step (bookout_portal_get_sign_in (portal), 1, BOOKOUT_STEP_SUBMIT);
  g_assert_cmpuint (step->line, ==, 29);
  g_assert_cmpstr (step->title, ==, "signing in");
  assert_source (step->xpath, "//form[@id='in']");
  assert_source (step->button, "//button[1]");
  g_assert_cmpuint (step->fields->len, ==, 3);
  field = g_ptr_array_index (step->fields, 1);
  g_assert_cmpstr (field->name, ==, "p");
  assert_source (field->value, "{password}");
  field = g_ptr_array_index (step->fields, 2);
  g_assert_null (field->value);
  step = get_step (bookout_portal_get_sign_in (portal), 2, BOOKOUT_STEP_EXPECT);
  g_assert_cmpstr (step->message, ==, "No way out was found.");
  g_assert_cmpstr (step->title, ==, "checking the page");

  step = get_step (bookout_portal_get_export (portal), 0, BOOKOUT_STEP_POST);
  g_assert_cmpstr (step->body_type, ==, "application/json");
  assert_source (step->body, "{{\"store\": \"{store}\"}}");
  g_assert_cmpuint (step->accept_from, ==, 400);
  g_assert_cmpuint (step->accept_to, ==, 499);
  step = get_step (bookout_portal_get_export (portal), 1, BOOKOUT_STEP_SAVE);
  get_step (step->steps, 0, BOOKOUT_STEP_GET);
  g_assert_cmpuint (bookout_portal_get_sign_out (portal)->len, ==, 1);
}

static void
test_portal_inventory (void)
{
  g_autoptr (BookoutPortal) portal = load_changed (NULL, NULL, NULL, NULL);
  const BookoutPortalColumns *columns = bookout_portal_get_columns (portal);
  static const char *const description[] = { "Year", "Make", "Model", NULL };
  const BookoutRecognizer *recognizer;

  g_assert_cmpstr (columns->reference, ==, "Stock");
  g_assert_cmpstr (columns->vin, ==, "VIN");
  g_assert_true (g_strv_equal ((const char *const *) columns->description, description));
  assert_source (bookout_portal_get_count (portal)->pattern, "of ([0-9,]+)");
  g_assert_cmpuint (bookout_portal_get_count (portal)->steps->len, ==, 1);
  g_assert_cmpuint (bookout_portal_get_index (portal)->pages_most, ==, 40);
  assert_source (bookout_portal_get_index (portal)->next, "//a[@rel='next']");

  g_assert_cmpuint (bookout_portal_get_recognizers (portal)->len, ==, 5);
  recognizer = g_ptr_array_index (bookout_portal_get_recognizers (portal), 3);
  g_assert_cmpint (recognizer->kind, ==, BOOKOUT_RECOGNIZED_ACTIVE_SESSION);
  g_assert_cmpuint (recognizer->wait_s, ==, 240);
  assert_source (recognizer->wait_pattern, "(\\d+:\\d\\d)");
  recognizer = g_ptr_array_index (bookout_portal_get_recognizers (portal), 4);
  g_assert_cmpuint (recognizer->condition->status_from, ==, 500);
  g_assert_cmpuint (recognizer->condition->status_to, ==, 599);
}

static void
test_portal_ways (void)
{
  g_autoptr (GHashTable) search = new_variables ("way", "search");
  g_autoptr (BookoutPortal) linked = load_changed (NULL, NULL, NULL, NULL);
  g_autoptr (BookoutPortal) searched = load_changed (NULL, NULL, search, NULL);
  const BookoutStep *step;

  g_assert_cmpuint (bookout_portal_get_parts (linked)->len, ==, 2);
  get_part (linked, 0, "open", FALSE);
  g_assert_false (bookout_portal_has_gate (linked));
  step = get_step (get_part (linked, 1, "sheet", FALSE)->steps, 2, BOOKOUT_STEP_POLL);
  g_assert_cmpuint (step->every_ms, ==, 200);
  g_assert_cmpuint (step->limit_s, ==, 30);
  g_assert_true (step->condition->document);
  step = get_step (get_step (step->steps, 0, BOOKOUT_STEP_SAVE)->steps, 0, BOOKOUT_STEP_GET);
  g_assert_cmpuint (step->accept_from, ==, 404);
  g_assert_cmpuint (step->accept_to, ==, 404);

  g_assert_cmpuint (bookout_portal_get_parts (searched)->len, ==, 4);
  get_part (searched, 0, "prepare", FALSE);
  get_part (searched, 1, "search", TRUE);
  step = get_step (get_part (searched, 2, "open", TRUE)->steps, 0, BOOKOUT_STEP_ROW);
  assert_source (step->cell, "td[1]");
  assert_source (step->equals, "{reference}");
  get_step (step->steps, 0, BOOKOUT_STEP_FOLLOW);
  g_assert_true (bookout_portal_has_gate (searched));
  g_assert_null (bookout_portal_get_index (searched));
  g_assert_nonnull (bookout_portal_get_index (linked));
}

static void
test_portal_witnesses (void)
{
  g_autoptr (BookoutPortal) portal = load_changed (NULL, NULL, NULL, NULL);
  const BookoutPortalWitness *witness;

  g_assert_cmpuint (bookout_portal_get_witnesses (portal)->len, ==, 2);
  witness = g_ptr_array_index (bookout_portal_get_witnesses (portal), 0);
  g_assert_true (witness->required);
  assert_source (witness->equals, "{reference}");
  witness = g_ptr_array_index (bookout_portal_get_witnesses (portal), 1);
  g_assert_cmpstr (witness->name, ==, "VIN");
  g_assert_null (witness->equals);
}

static BookoutPortal *
load_dated (const char *dated)
{
  g_autofree char *proof = g_strconcat ("<proof>", dated, NULL);
  g_autoptr (GError) error = NULL;
  BookoutPortal *portal = load_changed ("<proof>", proof, NULL, &error);

  g_assert_no_error (error);
  return portal;
}

static void
test_portal_dated (void)
{
  g_autoptr (BookoutPortal) without = load_changed (NULL, NULL, NULL, NULL);
  g_autoptr (BookoutPortal) plain = load_dated ("<dated pattern='^On (.+)$' format='%m/%d/%Y'/>");
  g_autoptr (BookoutPortal)
      full = load_dated ("<dated pattern='^{reference} on (.+)$' format=' %m/%d/%Y | %B %d, %Y'"
                         " days='7' zone='-06:00'/>");
  const BookoutPortalDated *dated = bookout_portal_get_dated (plain);

  g_assert_null (bookout_portal_get_dated (without));
  assert_source (dated->pattern, "^On (.+)$");
  g_assert_cmpuint (g_strv_length (dated->formats), ==, 1);
  g_assert_cmpuint (dated->days, ==, 0);
  g_assert_null (dated->zone);

  dated = bookout_portal_get_dated (full);
  g_assert_cmpuint (g_strv_length (dated->formats), ==, 2);
  g_assert_cmpstr (dated->formats[0], ==, "%m/%d/%Y");
  g_assert_cmpstr (dated->formats[1], ==, "%B %d, %Y");
  g_assert_cmpuint (dated->days, ==, 7);
  g_assert_cmpstr (g_time_zone_get_identifier (dated->zone), ==, "-06:00");
}

/* Of several vehicles, the one that the variables choose says whether its sheets have a date. */
static void
test_portal_dated_chosen (void)
{
  g_autofree char *text = read_fixture ();
  g_autoptr (GString) changed = g_string_new (text);
  g_autoptr (GHashTable) search = new_variables ("way", "search");
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutPortal) linked = NULL;
  g_autoptr (BookoutPortal) searched = NULL;

  g_string_replace (changed, "<vehicle>", "<vehicle if=\"way=link\">", 1);
  g_string_replace (
      changed, "</vehicle>",
      "</vehicle><vehicle if=\"way!=link\"><sheet><identity xpath=\"//h1\" equals=\"{reference}\"/>"
      "<save><get address=\"s?r={reference}\"/></save></sheet><proof>"
      "<witness name=\"Stock\" pattern=\"^Stock: {reference}$\"/>"
      "<dated pattern=\"^On (.+)$\" format=\"%m/%d/%Y\"/></proof></vehicle>",
      1);
  linked = load_text (changed->str, NULL, &error);
  g_assert_no_error (error);
  searched = load_text (changed->str, search, &error);
  g_assert_no_error (error);
  g_assert_null (bookout_portal_get_dated (linked));
  g_assert_nonnull (bookout_portal_get_dated (searched));
}

/* What a description may say besides. */
static void
test_portal_variants (void)
{
  static const struct
  {
    const char *from;
    const char *to;
  } cases[] = {
    { "default=\"https://values.example/dealer\"", "default=\"http://localhost:8080/\"" },
    { "default=\"https://values.example/dealer\"", "default=\"http://127.0.0.1/\"" },
    { "default=\"https://values.example/dealer\"", "default=\"http://[::1]:8080/x\"" },
    { "<signed-in xpath=\"//a[@id='out']\"/>",
      "<signed-in xpath=\"//a\" not=\"yes\"/><signed-in address=\"home$\"/>" },
    { "<sign-out><get address=\"logout\"/></sign-out>", "<sign-out/>" },
    { "<sign-out><get address=\"logout\"/></sign-out>", "<!-- none -->" },
    { "<submit form", "<submit accept=\"422\" if=\"way=link\" form" },
    { "<field name=\"u\">{user}</field>", "<field name=\"u\"><![CDATA[<{user}>]]></field>" },
    { "<get address=\"login\"/>", "<get address=\"\"/><get address=\"https://values.example/x\"/>" },
    { "<identity xpath=\"//h1\" equals=\"{reference}\"/>",
      "<identity xpath=\"//h1\" equals=\"{column:Plate}\"/>" },
    { "<save><get address=\"export.csv\"/></save>",
      "<if text=\"a\"><save><get address=\"a\"/></save></if><if text=\"b\"><save><get address=\"b\"/></save></if>" },
    { "<extract variable=\"key\" from=\"json\" path=\"$.key\"/>",
      "<extract variable=\"key\" from=\"header\" path=\"Location\" pattern=\"k=(.*)\" optional=\"yes\"/>" },
    { "<extract variable=\"key\" from=\"json\" path=\"$.key\"/>",
      "<extract variable=\"key\" xpath=\"//a/@href\"/>" },
    { "<extract variable=\"key\" from=\"json\" path=\"$.key\"/>",
      "<extract variable=\"key\" from=\"pattern\" pattern=\"\\{(\\w+)\\}\"/>" },
    { "<extract variable=\"key\" from=\"json\" path=\"$.key\"/>",
      "<if text=\"x\"><extract variable=\"key\" from=\"address\"/></if>" },
    { "<witness name=\"VIN\" pattern=\"^VIN {vin}$\" required=\"yes\"/>", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BookoutPortal) portal = load_changed (cases[i].from, cases[i].to, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (portal);
    }
}

static void
test_portal_no_text (void)
{
  g_autofree char *text = read_fixture ();
  g_autoptr (GString) changed = g_string_new (text);
  gsize start = strstr (changed->str, "<proof>") - changed->str;
  gsize end = strstr (changed->str, "</proof>") - changed->str;
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutPortal) portal = NULL;

  g_string_erase (changed, start, end - start);
  g_string_insert (changed, start, "<proof><no-text/>");
  portal = load_text (changed->str, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (bookout_portal_get_witnesses (portal)->len, ==, 0);
}

static void
test_portal_variables (void)
{
  static const struct
  {
    const char *name;
    const char *value;
    const char *words;
  } cases[] = {
    { "colour", "red", "no variable “colour”" },
    { "way", "fly", "cannot be “fly”. It may be: link, search" },
    { "site", "http://values.example/", "must begin with https://" },
    { "site", "ftp://values.example/", "plain http or https address" },
    { "site", "https://dealer@values.example/", "plain http or https address" },
    { "site", "https://values.example/?a=b", "no “?”" },
    { "site", "", "plain http or https address" },
    { "site", "https://values.example/\n", "control character" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GHashTable) variables = new_variables (cases[i].name, cases[i].value);
      g_autoptr (GError) error = NULL;

      g_assert_null (load_changed (NULL, NULL, variables, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, BOOKOUT_PORTAL_ERROR, BOOKOUT_PORTAL_ERROR_VARIABLE);
      g_assert_nonnull (strstr (error->message, cases[i].words));
    }
}

/* A description that needs a value is not broken, but cannot be used without. */
static void
test_portal_variable_missing (void)
{
  g_autoptr (GHashTable) variables = new_variables ("site", "https://own.example");
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutPortal) portal = NULL;

  g_assert_null (load_changed (" default=\"https://values.example/dealer\"", "", NULL, &error));
  g_assert_error (error, BOOKOUT_PORTAL_ERROR, BOOKOUT_PORTAL_ERROR_VARIABLE);
  g_assert_nonnull (strstr (error->message, "marlin.xml:4: The variable “site” has no value."));
  g_clear_error (&error);
  portal = load_changed (" default=\"https://values.example/dealer\"", "", variables, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (bookout_portal_get_base (portal), ==, "https://own.example/");
}

static void
test_portal_origins (void)
{
  static const struct
  {
    const char *address;
    gboolean allowed;
    gboolean trusted;
  } cases[] = {
    { "https://values.example/dealer/x", TRUE, TRUE },
    { "https://values.example", TRUE, TRUE },
    { "HTTPS://VALUES.example:443/?q#f", TRUE, TRUE },
    { "http://values.example/dealer/x", FALSE, FALSE },
    { "https://values.example:444/", FALSE, FALSE },
    { "https://values.example.evil.example/", FALSE, FALSE },
    { "https://values.example@evil.example/", FALSE, FALSE },
    { "https://evil.example/https://values.example/", FALSE, FALSE },
    { "https://values.example\\@evil.example/", FALSE, FALSE },
    { "https://evil.example\\.values.example/", FALSE, FALSE },
    { "https://dealer:x@values.example/", FALSE, FALSE },
    { "https://values.example:/", FALSE, FALSE },
    { "https://values.example:0/", FALSE, FALSE },
    { "https://values.example:99999/", FALSE, FALSE },
    { "https://values.example./", FALSE, FALSE },
    { "https://values%2Eexample/", FALSE, FALSE },
    { "https:///values.example/", FALSE, FALSE },
    { "https:values.example/", FALSE, FALSE },
    { "//values.example/", FALSE, FALSE },
    { " https://values.example/", FALSE, FALSE },
    { "javascript:alert(1)", FALSE, FALSE },
    { "file:///etc/passwd", FALSE, FALSE },
    { "", FALSE, FALSE },
    { "https://cdn.example.com/a.pdf", TRUE, FALSE },
    { "https://cdn.example.com:8443/a.pdf", FALSE, FALSE },
    { "https://files.example.com:8443/a.pdf", TRUE, FALSE },
    { "https://files.example.com/a.pdf", FALSE, FALSE },
    { "http://localhost/", FALSE, FALSE },
  };
  g_autoptr (BookoutPortal) portal = load_changed (NULL, NULL, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].address);
      g_assert_cmpint (bookout_portal_allows (portal, cases[i].address), ==, cases[i].allowed);
      g_assert_cmpint (bookout_portal_trusts (portal, cases[i].address), ==, cases[i].trusted);
    }
}

static void
test_portal_origins_loopback (void)
{
  g_autoptr (GHashTable) variables = new_variables ("site", "http://127.0.0.1:8000/");
  g_autoptr (BookoutPortal) portal = load_changed (NULL, NULL, variables, NULL);

  g_assert_true (bookout_portal_trusts (portal, "http://127.0.0.1:8000/vehicle/"));
  g_assert_false (bookout_portal_trusts (portal, "https://127.0.0.1:8000/vehicle/"));
  g_assert_true (bookout_portal_allows (portal, "https://127.0.0.1:8000/vehicle/"));
  g_assert_false (bookout_portal_allows (portal, "http://127.0.0.1:8001/"));
  g_assert_false (bookout_portal_allows (portal, "http://localhost:8000/"));
  g_assert_false (bookout_portal_allows (portal, "http://cdn.example.com/"));
}

/* Portals of a folder that is thrown away afterwards. */
static char *
make_folder (const char *name, const char *id, const char *title)
{
  g_autofree char *folder = g_dir_make_tmp ("bookout-portal-XXXXXX", NULL);
  g_autofree char *text = read_fixture ();
  g_autoptr (GString) changed = g_string_new (text);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_string_replace (changed, "marlin", id, 1);
  g_string_replace (changed, "Marlin Values", title, 1);
  g_assert_true (g_file_set_contents (path, changed->str, -1, NULL));
  return g_steal_pointer (&folder);
}

static void
write_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_portal_find (void)
{
  g_autofree char *folder = make_folder ("marlin.xml", "marlin", "Mine");
  g_autofree char *path = g_build_filename (folder, "marlin.xml", NULL);
  g_autofree char *large = g_strnfill (BOOKOUT_PORTAL_FILE_SIZE_MOST + 1, ' ');
  g_autofree char *kept = g_strdup (g_getenv ("BOOKOUT_PORTALS_DIR"));
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutPortal) by_id = NULL;
  g_autoptr (BookoutPortal) by_path = NULL;

  g_setenv ("BOOKOUT_PORTALS_DIR", folder, TRUE);
  by_id = bookout_portal_find ("marlin", NULL, &error);
  g_assert_no_error (error);
  by_path = bookout_portal_find (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (bookout_portal_get_name (by_path), ==, "Mine");
  g_assert_true (g_file_equal (bookout_portal_get_file (by_id), bookout_portal_get_file (by_path)));

  g_assert_null (bookout_portal_find ("nobody", NULL, &error));
  g_assert_error (error, BOOKOUT_PORTAL_ERROR, BOOKOUT_PORTAL_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (bookout_portal_find ("./nobody.xml", NULL, &error));
  g_assert_error (error, BOOKOUT_PORTAL_ERROR, BOOKOUT_PORTAL_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (bookout_portal_find (folder, NULL, &error));
  g_assert_error (error, BOOKOUT_PORTAL_ERROR, BOOKOUT_PORTAL_ERROR_NOT_FOUND);
  g_clear_error (&error);
  write_file (folder, "large.xml", large);
  g_assert_null (bookout_portal_find ("large", NULL, &error));
  g_assert_error (error, BOOKOUT_PORTAL_ERROR, BOOKOUT_PORTAL_ERROR_INVALID);

  g_setenv ("BOOKOUT_PORTALS_DIR", kept, TRUE);
  remove_folder (folder);
}

static void
test_portal_list (void)
{
  g_autofree char *folder = make_folder ("aaa.xml", "aaa", "Zulu");
  g_autofree char *kept = g_strdup (g_getenv ("BOOKOUT_PORTALS_DIR"));
  g_autofree char *text = read_fixture ();
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) portals = NULL;

  write_file (folder, "marlin.xml", text);
  write_file (folder, "other.xml", text);
  write_file (folder, "broken.xml", "<portal/>");
  write_file (folder, "readme.txt", "no portal");
  g_setenv ("BOOKOUT_PORTALS_DIR", folder, TRUE);
  portals = bookout_portal_list (problems);

  g_assert_cmpuint (portals->len, ==, 2);
  g_assert_cmpstr (bookout_portal_get_id (g_ptr_array_index (portals, 0)), ==, "marlin");
  g_assert_cmpstr (bookout_portal_get_id (g_ptr_array_index (portals, 1)), ==, "aaa");
  g_assert_cmpuint (problems->len, ==, 2);

  g_setenv ("BOOKOUT_PORTALS_DIR", kept, TRUE);
  remove_folder (folder);
}

static void
test_portal_practice (void)
{
  static const char *const ways[] = { "link", "search" };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (GHashTable) variables = new_variables ("way", ways[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (BookoutPortal) portal = bookout_portal_find ("practice", variables, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (bookout_portal_get_name (portal), ==, "Practice portal");
      g_assert_cmpstr (bookout_portal_get_base (portal), ==, "http://127.0.0.1:8000/");
      g_assert_cmpint (bookout_portal_has_gate (portal), ==, i == 1);
      g_assert_cmpint (bookout_portal_get_index (portal) != NULL, ==, i == 0);
      g_assert_cmpuint (bookout_portal_get_parts (portal)->len, ==, i == 0 ? 2 : 4);
      g_assert_cmpuint (bookout_portal_get_limits (portal)->tabs, ==, 16);
    }
}

/* What the documentation shows as an example works. */
static void
test_portal_documented (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "docs", "portal-format.md", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BookoutPortal) portal = NULL;
  char *start;
  char *end;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  start = strstr (text, "<?xml");
  g_assert_nonnull (start);
  end = strstr (start, "```");
  g_assert_nonnull (end);
  *end = '\0';
  portal = load_text (start, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (bookout_portal_has_gate (portal));
}

static gpointer
load_many (gpointer data)
{
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BookoutPortal) portal = load_text (data, NULL, &error);

      g_assert_no_error (error);
    }
  return NULL;
}

static void
test_portal_threads (void)
{
  g_autofree char *text = read_fixture ();
  GThread *threads[6];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("loader", load_many, text);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
test_portal_finalize (void)
{
  BookoutPortal *portal = load_changed (NULL, NULL, NULL, NULL);

  g_assert_finalize_object (portal);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  xmlInitParser ();
  g_test_add_func ("/portal/site", test_portal_site);
  g_test_add_func ("/portal/steps", test_portal_steps);
  g_test_add_func ("/portal/inventory", test_portal_inventory);
  g_test_add_func ("/portal/ways", test_portal_ways);
  g_test_add_func ("/portal/witnesses", test_portal_witnesses);
  g_test_add_func ("/portal/dated", test_portal_dated);
  g_test_add_func ("/portal/dated-chosen", test_portal_dated_chosen);
  g_test_add_func ("/portal/variants", test_portal_variants);
  g_test_add_func ("/portal/no-text", test_portal_no_text);
  g_test_add_func ("/portal/variables", test_portal_variables);
  g_test_add_func ("/portal/variable-missing", test_portal_variable_missing);
  g_test_add_func ("/portal/origins", test_portal_origins);
  g_test_add_func ("/portal/origins-loopback", test_portal_origins_loopback);
  g_test_add_func ("/portal/find", test_portal_find);
  g_test_add_func ("/portal/list", test_portal_list);
  g_test_add_func ("/portal/practice", test_portal_practice);
  g_test_add_func ("/portal/documented", test_portal_documented);
  g_test_add_func ("/portal/threads", test_portal_threads);
  g_test_add_func ("/portal/finalize", test_portal_finalize);
  return g_test_run ();
}
