/* test-interpreter.c - steps carried out against a table of answers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <libxml/parser.h>
#include <string.h>

#include "bookout-interpreter.h"

#define BASE "https://portal.example/app/"

static const char description[] =
    "<?xml version='1.0'?>"
    "<portal xmlns='https://bookout.github.io/portal/1' id='test' name='Test' version='1'>"
    "<address>" BASE "</address>"
    "<recognise>"
    "<signed-in xpath=\"//a[@id='out']\"/>"
    "<signed-out xpath=\"//form[@id='login']\"/>"
    "<refused xpath=\"//p[@id='refused']\"/>"
    "<active-session xpath=\"//p[@id='active']\" wait-pattern='wait (\\d+:\\d\\d)'/>"
    "<maintenance xpath=\"//p[@id='maintenance']\"/>"
    "</recognise>"
    "<sign-in><get address='in'/></sign-in>"
    "<inventory><export><save><get address='export'/></save></export><columns reference='R'/></inventory>"
    "<vehicle>"
    "<open><get address='v/{reference}'/><identity xpath='//h1' equals='{reference}'/></open>"
    "<sheet><save><get address='sheet'/></save></sheet>"
    "<proof><witness name='R' pattern='^R: (.+)$' equals='{reference}'/></proof>"
    "</vehicle>"
    "<sign-out><get address='out'/></sign-out>"
    "</portal>";

/* A sink for what begins like a PDF. */
#define TEST_TYPE_SINK (test_sink_get_type ())
G_DECLARE_FINAL_TYPE (TestSink, test_sink, TEST, SINK, GObject)

struct _TestSink
{
  GObject parent_instance;
  GString *written;
};

static gboolean
test_sink_accepts (BookoutSink *sink, const guint8 *head, gsize length)
{
  return length >= 5 && memcmp (head, "%PDF-", 5) == 0;
}

static gboolean
test_sink_write (BookoutSink *sink, const guint8 *data, gsize length, GError **error)
{
  g_string_append_len (TEST_SINK (sink)->written, (const char *) data, (gssize) length);
  return TRUE;
}

static void
test_sink_iface_init (BookoutSinkInterface *iface)
{
  iface->accepts = test_sink_accepts;
  iface->write = test_sink_write;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestSink,
                               test_sink,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BOOKOUT_TYPE_SINK, test_sink_iface_init))

static void
test_sink_finalize (GObject *object)
{
  g_string_free (TEST_SINK (object)->written, TRUE);
  G_OBJECT_CLASS (test_sink_parent_class)->finalize (object);
}

static void
test_sink_class_init (TestSinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_sink_finalize;
}

static void
test_sink_init (TestSink *self)
{
  self->written = g_string_new (NULL);
}

/* A navigator that answers from a table: for an address the next of its answers, the last one again and again. */
typedef struct
{
  const char *path; /* below BASE */
  guint status;
  const char *header; /* (nullable) */
  const char *body;
  gboolean used;
} Answer;

#define TEST_TYPE_NAVIGATOR (test_navigator_get_type ())
G_DECLARE_FINAL_TYPE (TestNavigator, test_navigator, TEST, NAVIGATOR, GObject)

struct _TestNavigator
{
  GObject parent_instance;
  GArray *answers;
  GString *log;   /* "GET path <referrer path>\n" */
  GString *steps; /* titles begun */
  guint waits;
  gboolean secret; /* of the last request */
  GCancellable *cancel_in_wait;
};

static Answer *
find_answer (TestNavigator *self, const char *path)
{
  Answer *last = NULL;

  for (guint i = 0; i < self->answers->len; i++)
    {
      Answer *answer = &g_array_index (self->answers, Answer, i);

      if (strcmp (answer->path, path) != 0)
        continue;
      last = answer;
      if (!answer->used)
        break;
    }
  if (last != NULL)
    last->used = TRUE;
  return last;
}

static const char *
below_base (const char *address)
{
  return g_str_has_prefix (address, BASE) ? address + strlen (BASE) : address;
}

static void
log_request (TestNavigator *self, BookoutRequest *request)
{
  g_string_append_printf (self->log, "%s %s", request->method, below_base (request->address));
  if (request->referrer != NULL)
    g_string_append_printf (self->log, " <%s>", below_base (request->referrer));
  if (request->body != NULL)
    g_string_append_printf (self->log, " [%.*s]", (int) g_bytes_get_size (request->body),
                            (const char *) g_bytes_get_data (request->body, NULL));
  g_string_append_c (self->log, '\n');
  self->secret = request->carries_secret;
}

static BookoutPage *
test_navigator_send (BookoutNavigator *navigator,
                     BookoutRequest *request,
                     BookoutSink *sink,
                     GCancellable *cancellable,
                     GError **error)
{
  TestNavigator *self = TEST_NAVIGATOR (navigator);
  const Answer *answer = find_answer (self, below_base (request->address));
  const char *headers[] = { answer != NULL ? answer->header : NULL, NULL };
  g_autoptr (GBytes) body = NULL;

  log_request (self, request);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (answer == NULL)
    {
      g_set_error_literal (error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_CONNECT, "No answer");
      return NULL;
    }
  body = g_bytes_new (answer->body, strlen (answer->body));
  if (sink != NULL && answer->status < 300 &&
      bookout_sink_accepts (sink, (const guint8 *) answer->body,
                            MIN (strlen (answer->body), BOOKOUT_SINK_HEAD_SIZE)))
    {
      bookout_sink_write (sink, (const guint8 *) answer->body, strlen (answer->body), NULL);
      return bookout_page_new (request->address, answer->status, headers, NULL, TRUE);
    }
  return bookout_page_new (request->address, answer->status, headers, body, FALSE);
}

static void
test_navigator_begin_step (BookoutNavigator *navigator, const BookoutStep *step)
{
  g_string_append_printf (TEST_NAVIGATOR (navigator)->steps, "%s;", step->title != NULL ? step->title : "-");
}

static gboolean
test_navigator_wait (BookoutNavigator *navigator, guint ms, GCancellable *cancellable, GError **error)
{
  TestNavigator *self = TEST_NAVIGATOR (navigator);

  self->waits++;
  if (self->cancel_in_wait != NULL)
    g_cancellable_cancel (self->cancel_in_wait);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static void
test_navigator_iface_init (BookoutNavigatorInterface *iface)
{
  iface->send = test_navigator_send;
  iface->begin_step = test_navigator_begin_step;
  iface->wait = test_navigator_wait;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestNavigator,
                               test_navigator,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BOOKOUT_TYPE_NAVIGATOR, test_navigator_iface_init))

static void
test_navigator_finalize (GObject *object)
{
  TestNavigator *self = TEST_NAVIGATOR (object);

  g_array_unref (self->answers);
  g_string_free (self->log, TRUE);
  g_string_free (self->steps, TRUE);
  G_OBJECT_CLASS (test_navigator_parent_class)->finalize (object);
}

static void
test_navigator_class_init (TestNavigatorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_navigator_finalize;
}

static void
test_navigator_init (TestNavigator *self)
{
  self->answers = g_array_new (FALSE, FALSE, sizeof (Answer));
  self->log = g_string_new (NULL);
  self->steps = g_string_new (NULL);
}

typedef struct
{
  BookoutPortal *portal;
  TestNavigator *navigator;
  TestSink *sink;
  BookoutInterpreter *interpreter;
  BookoutScope *scope;
  GPtrArray *steps;
  GError *error;
} Fixture;

static BookoutPortal *shared_portal;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->portal = g_object_ref (shared_portal);
  fixture->navigator = g_object_new (TEST_TYPE_NAVIGATOR, NULL);
  fixture->sink = g_object_new (TEST_TYPE_SINK, NULL);
  fixture->interpreter = bookout_interpreter_new (fixture->portal, BOOKOUT_NAVIGATOR (fixture->navigator));
  bookout_interpreter_set_sink (fixture->interpreter, BOOKOUT_SINK (fixture->sink));
  fixture->scope = bookout_scope_new (NULL);
  bookout_scope_set (fixture->scope, "reference", "16553");
  bookout_scope_set_secret (fixture->scope, "password", "hunter2&x");
  fixture->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) bookout_step_free);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_error (&fixture->error);
  g_ptr_array_unref (fixture->steps);
  bookout_scope_unref (fixture->scope);
  g_assert_finalize_object (fixture->interpreter);
  g_assert_finalize_object (fixture->sink);
  g_assert_finalize_object (fixture->navigator);
  g_object_unref (fixture->portal);
}

static void
answer (Fixture *fixture, const char *path, guint status, const char *body)
{
  Answer entry = { path, status, NULL, body, FALSE };

  g_array_append_val (fixture->navigator->answers, entry);
}

static BookoutTemplate *
template_of (const char *text, BookoutTemplateUse use)
{
  g_autoptr (GError) error = NULL;
  BookoutTemplate *template = text != NULL ? bookout_template_parse (text, use, &error) : NULL;

  g_assert_no_error (error);
  return template;
}

static BookoutStep *
add_step (GPtrArray *steps, BookoutStepKind kind, const char *text)
{
  BookoutStep *step = bookout_step_new (kind, 10 + steps->len);

  if (kind == BOOKOUT_STEP_GET || kind == BOOKOUT_STEP_POST)
    step->address = template_of (text, BOOKOUT_TEMPLATE_ADDRESS);
  else
    step->xpath = template_of (text, BOOKOUT_TEMPLATE_XPATH);
  g_ptr_array_add (steps, step);
  return step;
}

static BookoutCondition *
condition_of (const char *xpath)
{
  BookoutCondition *condition = g_new0 (BookoutCondition, 1);

  condition->xpath = template_of (xpath, BOOKOUT_TEMPLATE_XPATH);
  return condition;
}

static void
add_field (BookoutStep *step, const char *name, const char *value)
{
  g_ptr_array_add (step->fields, bookout_step_field_new (name, template_of (value, BOOKOUT_TEMPLATE_TEXT)));
}

static void
run (Fixture *fixture)
{
  gboolean done;

  g_clear_error (&fixture->error);
  done = bookout_interpreter_run (fixture->interpreter, fixture->steps, fixture->scope, NULL,
                                  &fixture->error);
  g_assert_no_error (fixture->error);
  g_assert_true (done);
}

static void
run_fails (Fixture *fixture, int code, const char *words)
{
  g_clear_error (&fixture->error);
  g_assert_false (
      bookout_interpreter_run (fixture->interpreter, fixture->steps, fixture->scope, NULL, &fixture->error));
  g_assert_error (fixture->error, BOOKOUT_STEP_ERROR, code);
  if (words != NULL && strstr (fixture->error->message, words) == NULL)
    g_error ("'%s' not in '%s'", words, fixture->error->message);
}

static void
assert_log (Fixture *fixture, const char *log)
{
  g_assert_cmpstr (fixture->navigator->log->str, ==, log);
}

static void
test_requests (Fixture *fixture, gconstpointer data)
{
  BookoutStep *step;

  answer (fixture, "", 200, "<a href='list?x=1#top'>list</a>");
  answer (fixture, "list?x=1", 200,
          "<form action=find method=post><input name=q><input type=hidden name=t value=1></form>");
  answer (fixture, "find", 200, "<p>found</p>");
  answer (fixture, "v/A%2FB?q=50%25", 200, "<p>");
  answer (fixture, "post", 200, "<p>");
  bookout_scope_set (fixture->scope, "odd", "A/B");
  bookout_scope_set (fixture->scope, "percent", "50%");
  add_step (fixture->steps, BOOKOUT_STEP_GET, "")->title = g_strdup ("first");
  add_step (fixture->steps, BOOKOUT_STEP_FOLLOW, "//a");
  step = add_step (fixture->steps, BOOKOUT_STEP_SUBMIT, "//form");
  add_field (step, "q", "{reference}");
  add_step (fixture->steps, BOOKOUT_STEP_GET, "v/{odd}?q={percent}");
  step = add_step (fixture->steps, BOOKOUT_STEP_POST, "post");
  add_field (step, "a", "{odd}");
  add_field (step, "gone", NULL);
  step = add_step (fixture->steps, BOOKOUT_STEP_POST, "post");
  step->body = template_of ("{{\"r\": \"{reference}\"}}", BOOKOUT_TEMPLATE_TEXT);
  step->body_type = g_strdup ("application/json");
  run (fixture);
  assert_log (fixture, "GET \n"
                       "GET list?x=1 <>\n"
                       "POST find <list?x=1> [q=16553&t=1]\n"
                       "GET v/A%2FB?q=50%25 <find>\n"
                       "POST post <v/A%2FB?q=50%25> [a=A%2FB]\n"
                       "POST post <post> [{\"r\": \"16553\"}]\n");
  g_assert_cmpstr (fixture->navigator->steps->str, ==, "first;-;-;-;-;-;");
  g_assert_cmpstr (bookout_page_get_address (bookout_interpreter_get_page (fixture->interpreter)), ==,
                   BASE "post");
  g_assert_false (bookout_interpreter_has_document (fixture->interpreter));
}

static void
test_secrets (Fixture *fixture, gconstpointer data)
{
  BookoutStep *step;

  answer (fixture, "in", 200, "<form id=login action=in2><input name=p></form>");
  answer (fixture, "in2?p=hunter2%26x", 200, "<a href=next>x</a>");
  answer (fixture, "next", 200, "<p id=refused>hunter2&amp;x is the wrong password.</p>");
  bookout_interpreter_set_signing_in (fixture->interpreter, TRUE);
  add_step (fixture->steps, BOOKOUT_STEP_GET, "in");
  step = add_step (fixture->steps, BOOKOUT_STEP_SUBMIT, "//form");
  add_field (step, "p", "{password}");
  run (fixture);
  g_assert_true (fixture->navigator->secret);
  g_ptr_array_set_size (fixture->steps, 0);
  add_step (fixture->steps, BOOKOUT_STEP_FOLLOW, "//a");
  run_fails (fixture, BOOKOUT_STEP_ERROR_REFUSED, "is the wrong password.");
  g_assert_null (strstr (fixture->error->message, "hunter2"));
  g_assert_null (strstr (bookout_interpreter_get_recognition (fixture->interpreter)->words, "hunter2"));
  g_assert_false (fixture->navigator->secret);
  /* An address with a password in it is no referrer. */
  assert_log (fixture, "GET in\nGET in2?p=hunter2%26x <in>\nGET next\n");
}

static void
test_recognized (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *body;
    BookoutRecognized kind;
    int code;       /* -1: let through */
    int signing_in; /* likewise */
    const char *words;
  } cases[] = {
    { "<form id=login></form>", BOOKOUT_RECOGNIZED_SIGNED_OUT, BOOKOUT_STEP_ERROR_SIGNED_OUT, -1, "session" },
    { "<p id=refused>Wrong name.</p><form id=login>", BOOKOUT_RECOGNIZED_REFUSED, BOOKOUT_STEP_ERROR_REFUSED,
      BOOKOUT_STEP_ERROR_REFUSED, "Wrong name." },
    { "<p id=active>Please wait 4:12 minutes.</p>", BOOKOUT_RECOGNIZED_ACTIVE_SESSION,
      BOOKOUT_STEP_ERROR_ACTIVE_SESSION, BOOKOUT_STEP_ERROR_ACTIVE_SESSION, "Please wait" },
    { "<p id=maintenance></p>", BOOKOUT_RECOGNIZED_MAINTENANCE, BOOKOUT_STEP_ERROR_MAINTENANCE,
      BOOKOUT_STEP_ERROR_MAINTENANCE, "being maintained" },
    { "<a id=out>", BOOKOUT_RECOGNIZED_SIGNED_IN, -1, -1, NULL },
    { "{\"json\": 1}", BOOKOUT_RECOGNIZED_NOTHING, -1, -1, NULL },
  };

  add_step (fixture->steps, BOOKOUT_STEP_GET, "x");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int signing_in = 0; signing_in < 2; signing_in++)
      {
        int code = signing_in ? cases[i].signing_in : cases[i].code;

        g_array_set_size (fixture->navigator->answers, 0);
        answer (fixture, "x", 200, cases[i].body);
        bookout_interpreter_set_signing_in (fixture->interpreter, signing_in);
        if (code < 0)
          run (fixture);
        else
          run_fails (fixture, code, cases[i].words);
        g_assert_cmpint (bookout_interpreter_get_recognition (fixture->interpreter)->kind, ==, cases[i].kind);
        g_assert_nonnull (bookout_interpreter_get_page (fixture->interpreter));
      }
  answer (fixture, "y", 500, "<p id=active>wait 4:12</p>");
  add_step (fixture->steps, BOOKOUT_STEP_GET, "y");
  run_fails (fixture, BOOKOUT_STEP_ERROR_ACTIVE_SESSION, NULL);
  g_assert_cmpuint (bookout_interpreter_get_recognition (fixture->interpreter)->wait_s, ==, 252);
}

static void
test_statuses (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint status;
    const char *header;
    int code;
  } cases[] = {
    { 429, NULL, BOOKOUT_STEP_ERROR_THROTTLED }, { 503, "Retry-After: 5", BOOKOUT_STEP_ERROR_THROTTLED },
    { 503, NULL, BOOKOUT_STEP_ERROR_SERVER },    { 500, NULL, BOOKOUT_STEP_ERROR_SERVER },
    { 404, NULL, BOOKOUT_STEP_ERROR_GONE },      { 410, NULL, BOOKOUT_STEP_ERROR_GONE },
    { 401, NULL, BOOKOUT_STEP_ERROR_DENIED },    { 403, NULL, BOOKOUT_STEP_ERROR_DENIED },
    { 400, NULL, BOOKOUT_STEP_ERROR_STATUS },    { 418, NULL, BOOKOUT_STEP_ERROR_STATUS },
  };
  BookoutStep *step = add_step (fixture->steps, BOOKOUT_STEP_GET, "x");

  step->title = g_strdup ("opening the vehicle");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *status = g_strdup_printf ("status %u, step 'opening the vehicle'", cases[i].status);
      Answer entry = { "x", cases[i].status, cases[i].header, "<p>x", FALSE };

      g_array_set_size (fixture->navigator->answers, 0);
      g_array_append_val (fixture->navigator->answers, entry);
      step->accept_from = step->accept_to = 0;
      run_fails (fixture, cases[i].code, status);
      step->accept_from = step->accept_to = 402;
      run_fails (fixture, cases[i].code, status);
      step->accept_from = 400;
      step->accept_to = 599;
      run (fixture);
    }
}

static void
test_unexpected (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    BookoutStepKind kind;
    const char *xpath;
    const char *words;
  } cases[] = {
    { BOOKOUT_STEP_FOLLOW, "//a[@id='none']",
      "(step 'following a link', line 11): The link is not on the page" },
    { BOOKOUT_STEP_FOLLOW, "//a[@id='script']", "does not lead to a web page" },
    { BOOKOUT_STEP_FOLLOW, "//p", "The link is not on the page" },
    { BOOKOUT_STEP_SUBMIT, "//form", "(step 'sending a form', line 11): The form is not on the page" },
    { BOOKOUT_STEP_FOLLOW, "//a[", "is wrong" },
  };

  answer (fixture, "x", 200, "<p>x</p><a id=script href='javascript:go()'>x</a>");
  add_step (fixture->steps, BOOKOUT_STEP_GET, "x");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      add_step (fixture->steps, cases[i].kind, cases[i].xpath);
      run_fails (fixture, BOOKOUT_STEP_ERROR_UNEXPECTED, cases[i].words);
      g_ptr_array_set_size (fixture->steps, 1);
    }
}

static void
test_without_page (Fixture *fixture, gconstpointer data)
{
  static const BookoutStepKind kinds[] = { BOOKOUT_STEP_FOLLOW, BOOKOUT_STEP_SUBMIT, BOOKOUT_STEP_EXTRACT,
                                           BOOKOUT_STEP_ROW,    BOOKOUT_STEP_IF,     BOOKOUT_STEP_IDENTITY,
                                           BOOKOUT_STEP_EXPECT };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      BookoutStep *step = add_step (fixture->steps, kinds[i], "//a");

      step->condition = condition_of ("//a");
      run_fails (fixture, BOOKOUT_STEP_ERROR_UNEXPECTED, "No page has been opened yet");
      g_ptr_array_set_size (fixture->steps, 0);
    }
}

static void
test_if_and_expect (Fixture *fixture, gconstpointer data)
{
  BookoutStep *step;

  answer (fixture, "x", 200, "<p>Important news &lt;b&gt;</p>");
  answer (fixture, "y", 200, "<p>y</p>");
  add_step (fixture->steps, BOOKOUT_STEP_GET, "x");
  step = add_step (fixture->steps, BOOKOUT_STEP_IF, NULL);
  step->condition = condition_of ("//q");
  add_step (step->steps, BOOKOUT_STEP_GET, "never");
  step = add_step (fixture->steps, BOOKOUT_STEP_EXPECT, NULL);
  step->condition = condition_of ("//p");
  step = add_step (fixture->steps, BOOKOUT_STEP_IF, NULL);
  step->condition = condition_of ("//p");
  add_step (step->steps, BOOKOUT_STEP_GET, "y");
  run (fixture);
  assert_log (fixture, "GET x\nGET y <x>\n");
  g_ptr_array_set_size (fixture->steps, 1);
  step = add_step (fixture->steps, BOOKOUT_STEP_EXPECT, NULL);
  step->condition = condition_of ("//q");
  run_fails (
      fixture, BOOKOUT_STEP_ERROR_UNEXPECTED,
      "The portal looks different from the description (step 'checking the page', line 11): The page is another one than described. "
      "It begins: 'Important news <b>'");
  step->message = g_strdup ("The filter could not be cleared.");
  run_fails (fixture, BOOKOUT_STEP_ERROR_UNEXPECTED, "line 11): The filter could not be cleared.");
}

static void
test_extract (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    BookoutExtractFrom from;
    const char *xpath;
    const char *path;
    const char *pattern;
    const char *value; /* NULL: fails */
  } cases[] = {
    { BOOKOUT_EXTRACT_XPATH, "//p", NULL, NULL, "key=abc 1" },
    { BOOKOUT_EXTRACT_XPATH, "//p", NULL, "key=(\\w+)", "abc" },
    { BOOKOUT_EXTRACT_XPATH, "//p", NULL, "nothing", NULL },
    { BOOKOUT_EXTRACT_XPATH, "//q", NULL, NULL, NULL },
    { BOOKOUT_EXTRACT_SOURCE, NULL, NULL, "open\\('([^']*)'\\)", "/r?k=1" },
    { BOOKOUT_EXTRACT_HEADER, NULL, "x-key", NULL, "v1" },
    { BOOKOUT_EXTRACT_HEADER, NULL, "x-none", NULL, NULL },
    { BOOKOUT_EXTRACT_ADDRESS, NULL, NULL, "app/(.)", "x" },
    { BOOKOUT_EXTRACT_JSON, NULL, "$.x", NULL, NULL },
  };
  Answer entry = { "x", 200, "X-Key: v1", "<p>key=abc&nbsp; 1</p><script>open('/r?k=1')</script>", FALSE };

  g_array_append_val (fixture->navigator->answers, entry);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BookoutStep *step;

      g_ptr_array_set_size (fixture->steps, 0);
      add_step (fixture->steps, BOOKOUT_STEP_GET, "x");
      step = add_step (fixture->steps, BOOKOUT_STEP_EXTRACT, cases[i].xpath);
      step->from = cases[i].from;
      step->path = g_strdup (cases[i].path);
      step->pattern = template_of (cases[i].pattern, BOOKOUT_TEMPLATE_PATTERN);
      step->variable = g_strdup ("v");
      if (cases[i].value == NULL)
        {
          run_fails (fixture, BOOKOUT_STEP_ERROR_UNEXPECTED, "There is no value for 'v' on the page");
          step->optional = TRUE;
        }
      run (fixture);
      g_assert_cmpstr (bookout_scope_get (fixture->scope, "v"), ==,
                       cases[i].value != NULL ? cases[i].value : "");
    }
}

#define GRID                                                                  \
  "<table><tr class=row><td>165530</td><td><a href='v?row=0'>B</a></td></tr>" \
  "<tr class=row><td> 16553&nbsp;</td><td><a href='v?row=1'>B</a></td></tr>"  \
  "<tr class=row><td>165531</td><td><a href='v?row=2'>B</a></td></tr></table>"

static BookoutStep *
add_row (Fixture *fixture)
{
  BookoutStep *step = add_step (fixture->steps, BOOKOUT_STEP_ROW, "//tr[@class='row']");

  step->cell = template_of ("td[1]", BOOKOUT_TEMPLATE_XPATH);
  step->equals = template_of ("{reference}", BOOKOUT_TEMPLATE_TEXT);
  return step;
}

static void
test_row (Fixture *fixture, gconstpointer data)
{
  BookoutStep *step;

  answer (fixture, "grid", 200, GRID);
  answer (fixture, "v?row=1", 200, "<h1>16553</h1><a href=report>r</a>");
  answer (fixture, "report", 200, "<p>");
  add_step (fixture->steps, BOOKOUT_STEP_GET, "grid");
  step = add_row (fixture);
  add_step (step->steps, BOOKOUT_STEP_FOLLOW, ".//a");
  /* The row went with its page: from here XPaths start at the new one. */
  add_step (step->steps, BOOKOUT_STEP_FOLLOW, "html/body/a");
  run (fixture);
  assert_log (fixture, "GET grid\nGET v?row=1 <grid>\nGET report <v?row=1>\n");
}

static void
test_row_not_found (Fixture *fixture, gconstpointer data)
{
  answer (fixture, "grid", 200, GRID GRID);
  add_step (fixture->steps, BOOKOUT_STEP_GET, "grid");
  add_row (fixture);
  run_fails (fixture, BOOKOUT_STEP_ERROR_AMBIGUOUS, "16553 more than once (2 rows)");
  bookout_scope_set (fixture->scope, "reference", "1655");
  run_fails (fixture, BOOKOUT_STEP_ERROR_NOT_LISTED, "The portal does not list 1655.");
  bookout_scope_set (fixture->scope, "reference", "");
  run_fails (fixture, BOOKOUT_STEP_ERROR_NOT_LISTED, NULL);
}

static void
test_identity (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *body;
    int code; /* -1: proved */
    const char *words;
  } cases[] = {
    { "<h1>\n 16553&nbsp;</h1>", -1, NULL },
    { "<h1>16553</h1><h1>16553</h1>", -1, NULL },
    { "<h1>165530</h1>", BOOKOUT_STEP_ERROR_OTHER_VEHICLE, "The page shows 165530, asked for 16553." },
    { "<h1>16553</h1><h1>165530</h1>", BOOKOUT_STEP_ERROR_OTHER_VEHICLE, "165530" },
    { "<h1></h1>", BOOKOUT_STEP_ERROR_OTHER_VEHICLE, "no vehicle" },
    { "<h2>16553</h2>", BOOKOUT_STEP_ERROR_UNEXPECTED, "does not say which vehicle" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BookoutStep *step;

      g_array_set_size (fixture->navigator->answers, 0);
      g_ptr_array_set_size (fixture->steps, 0);
      answer (fixture, "x", 200, cases[i].body);
      add_step (fixture->steps, BOOKOUT_STEP_GET, "x");
      step = add_step (fixture->steps, BOOKOUT_STEP_IDENTITY, "//h1");
      step->equals = template_of (" {reference} ", BOOKOUT_TEMPLATE_TEXT);
      if (cases[i].code < 0)
        run (fixture);
      else
        run_fails (fixture, cases[i].code, cases[i].words);
    }
}

static BookoutStep *
add_save (GPtrArray *steps, const char *address)
{
  BookoutStep *step = add_step (steps, BOOKOUT_STEP_SAVE, NULL);

  add_step (step->steps, BOOKOUT_STEP_GET, address);
  return step;
}

static void
test_save (Fixture *fixture, gconstpointer data)
{
  BookoutStep *step;

  answer (fixture, "x", 200, "<a href=y>y</a>");
  answer (fixture, "sheet", 200, "%PDF-1.4 <a href=z>");
  answer (fixture, "y", 200, "%PDF-1.4 not taken");
  add_step (fixture->steps, BOOKOUT_STEP_GET, "x");
  add_save (fixture->steps, "sheet");
  step = add_step (fixture->steps, BOOKOUT_STEP_EXPECT, NULL);
  step->condition = g_new0 (BookoutCondition, 1);
  step->condition->document = TRUE;
  run (fixture);
  g_assert_true (bookout_interpreter_has_document (fixture->interpreter));
  g_assert_true (bookout_page_is_document (bookout_interpreter_get_page (fixture->interpreter)));
  g_assert_cmpstr (fixture->sink->written->str, ==, "%PDF-1.4 <a href=z>");
  /* Links are still those of the page before the document. */
  g_ptr_array_set_size (fixture->steps, 0);
  add_step (fixture->steps, BOOKOUT_STEP_FOLLOW, "//a");
  run (fixture);
  assert_log (fixture, "GET x\nGET sheet <x>\nGET y <x>\n");
  g_assert_false (bookout_interpreter_has_document (fixture->interpreter));
  g_assert_cmpuint (fixture->sink->written->len, ==, strlen ("%PDF-1.4 <a href=z>"));
}

static void
test_no_document (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *body;
    int code;
    const char *words;
  } cases[] = {
    { "<h1>Error</h1><p>Report could not be created", BOOKOUT_STEP_ERROR_NO_DOCUMENT,
      "The portal sent a page instead of a PDF: 'Error Report could not be created'" },
    { "", BOOKOUT_STEP_ERROR_NO_DOCUMENT, "The portal sent an empty file." },
    { "\r\n ", BOOKOUT_STEP_ERROR_NO_DOCUMENT, "The portal sent an empty file." },
    { "<img src=x>", BOOKOUT_STEP_ERROR_NO_DOCUMENT, "something else" },
    { "<form id=login>", BOOKOUT_STEP_ERROR_SIGNED_OUT, NULL },
  };

  add_save (fixture->steps, "sheet");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_array_set_size (fixture->navigator->answers, 0);
      answer (fixture, "sheet", 200, cases[i].body);
      run_fails (fixture, cases[i].code, cases[i].words);
      g_assert_false (bookout_interpreter_has_document (fixture->interpreter));
    }
  g_assert_cmpuint (fixture->sink->written->len, ==, 0);
}

static BookoutStep *
add_poll (Fixture *fixture, const char *until, guint limit_s)
{
  BookoutStep *step = add_step (fixture->steps, BOOKOUT_STEP_POLL, NULL);

  add_save (step->steps, "sheet");
  step->every_ms = 500;
  step->limit_s = limit_s;
  step->condition = g_new0 (BookoutCondition, 1);
  step->condition->text = template_of (until, BOOKOUT_TEMPLATE_PATTERN);
  step->condition->negated = TRUE;
  return step;
}

static void
test_poll (Fixture *fixture, gconstpointer data)
{
  answer (fixture, "sheet", 200, "<p>Your report is being prepared");
  answer (fixture, "sheet", 200, "<p>Your report is being prepared");
  answer (fixture, "sheet", 200, "%PDF-1.4");
  add_poll (fixture, "being prepared", 60);
  run (fixture);
  g_assert_cmpuint (fixture->navigator->waits, ==, 2);
  g_assert_true (bookout_interpreter_has_document (fixture->interpreter));
  g_assert_cmpstr (fixture->sink->written->str, ==, "%PDF-1.4");
}

static void
test_poll_not_ready (Fixture *fixture, gconstpointer data)
{
  answer (fixture, "sheet", 200, "<p>Your report is being prepared");
  add_poll (fixture, "being prepared", 2)->title = g_strdup ("waiting for the sheet");
  run_fails (fixture, BOOKOUT_STEP_ERROR_NOT_READY,
             "The portal was not ready within 2 seconds (step 'waiting for the sheet').");
  g_assert_cmpuint (fixture->navigator->waits, ==, 4);
}

static void
test_poll_ends_on_page (Fixture *fixture, gconstpointer data)
{
  answer (fixture, "sheet", 200, "<p>Your report is being prepared");
  answer (fixture, "sheet", 200, "<p>Sorry, no report");
  add_poll (fixture, "being prepared", 60);
  run_fails (fixture, BOOKOUT_STEP_ERROR_NO_DOCUMENT, "'Sorry, no report'");
  g_assert_cmpuint (fixture->navigator->waits, ==, 1);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  answer (fixture, "sheet", 200, "<p>Your report is being prepared");
  add_poll (fixture, "being prepared", 60);
  fixture->navigator->cancel_in_wait = cancellable;
  g_assert_false (bookout_interpreter_run (fixture->interpreter, fixture->steps, fixture->scope, cancellable,
                                           &fixture->error));
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&fixture->error);
  g_assert_false (bookout_interpreter_run (fixture->interpreter, fixture->steps, fixture->scope, cancellable,
                                           &fixture->error));
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_log (fixture, "GET sheet\n");
}

static void
test_other_errors (Fixture *fixture, gconstpointer data)
{
  add_step (fixture->steps, BOOKOUT_STEP_GET, "nobody");
  g_assert_false (
      bookout_interpreter_run (fixture->interpreter, fixture->steps, fixture->scope, NULL, &fixture->error));
  g_assert_error (fixture->error, BOOKOUT_NAVIGATOR_ERROR, BOOKOUT_NAVIGATOR_ERROR_CONNECT);
  g_clear_error (&fixture->error);
  g_ptr_array_set_size (fixture->steps, 0);
  add_step (fixture->steps, BOOKOUT_STEP_GET, "{unknown}");
  g_assert_false (
      bookout_interpreter_run (fixture->interpreter, fixture->steps, fixture->scope, NULL, &fixture->error));
  g_assert_error (fixture->error, BOOKOUT_TEMPLATE_ERROR, BOOKOUT_TEMPLATE_ERROR_UNKNOWN);
}

static void
test_count (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *pattern;
    gint64 n; /* -1: fails */
  } cases[] = {
    { "Vehicles 1 to 50 of 1,820", "of ([0-9.,]+)", 1820 },
    { "1.820", NULL, 1820 },
    { "1 820", NULL, 1820 },
    { "1&nbsp;820", NULL, 1820 },
    { "12'345'678", NULL, 12345678 },
    { "1820", NULL, 1820 },
    { "0", NULL, 0 },
    { "1.5", NULL, -1 },
    { "1,82,000", NULL, -1 },
    { "1,8200", NULL, -1 },
    { "1234,567", NULL, -1 },
    { ",820", NULL, -1 },
    { "820,", NULL, -1 },
    { "", NULL, -1 },
    { "99999999999999999999999", NULL, -1 },
    { "of 1,820", NULL, -1 },
    { "No vehicles", "of ([0-9.,]+)", -1 },
  };
  BookoutPortalCount count = { .steps = fixture->steps };

  add_step (fixture->steps, BOOKOUT_STEP_GET, "x");
  count.xpath = template_of ("//b", BOOKOUT_TEMPLATE_XPATH);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = g_strconcat ("<b>", cases[i].text, "</b>", NULL);
      guint64 n = 0;
      gboolean found;

      g_test_message ("%s", cases[i].text);
      g_array_set_size (fixture->navigator->answers, 0);
      answer (fixture, "x", 200, body);
      count.pattern = template_of (cases[i].pattern, BOOKOUT_TEMPLATE_PATTERN);
      found = bookout_interpreter_read_count (fixture->interpreter, &count, fixture->scope, &n, NULL,
                                              &fixture->error);
      if (cases[i].n < 0)
        g_assert_error (fixture->error, BOOKOUT_STEP_ERROR, BOOKOUT_STEP_ERROR_UNEXPECTED);
      else
        g_assert_no_error (fixture->error);
      g_assert_cmpint (found, ==, cases[i].n >= 0);
      if (found)
        g_assert_cmpuint (n, ==, cases[i].n);
      g_clear_error (&fixture->error);
      g_clear_pointer (&count.pattern, bookout_template_free);
    }
  bookout_template_free (count.xpath);
}

static BookoutPortalIndex *
index_new (Fixture *fixture, guint pages_most)
{
  BookoutPortalIndex *index = g_new0 (BookoutPortalIndex, 1);

  add_step (fixture->steps, BOOKOUT_STEP_GET, "list");
  index->steps = fixture->steps;
  index->rows = template_of ("//tr", BOOKOUT_TEMPLATE_XPATH);
  index->reference = template_of ("td[1]", BOOKOUT_TEMPLATE_XPATH);
  index->link = template_of (".//a", BOOKOUT_TEMPLATE_XPATH);
  index->next = template_of ("//a[@class='next']", BOOKOUT_TEMPLATE_XPATH);
  index->pages_most = pages_most;
  return index;
}

static void
index_free (BookoutPortalIndex *index)
{
  bookout_template_free (index->rows);
  bookout_template_free (index->reference);
  bookout_template_free (index->link);
  bookout_template_free (index->next);
  g_free (index);
}

#define ROW(reference, link) "<tr><td>" reference "</td><td><a href='" link "'>x</a></td></tr>"
#define NEXT(link)           "<a class=next href='" link "'>Next</a>"

static void
test_index (Fixture *fixture, gconstpointer data)
{
  BookoutPortalIndex *index = index_new (fixture, 3);
  g_autoptr (GHashTable) links = NULL;

  answer (fixture, "list", 200,
          "<table><tr><th>Head</th></tr>" ROW (" 1 ", "v/1") ROW ("2", "v/2")
              ROW ("3", "v/3") "</table>" NEXT ("list?page=2"));
  answer (fixture, "list?page=2", 200,
          "<table>" ROW ("2", "v/2b") ROW ("3", "v/3") ROW ("", "v/none")
              ROW ("5", "javascript:x") "</table>" NEXT ("?page=3#x"));
  answer (fixture, "list?page=3", 200, "<table>" ROW ("2", "v/2") ROW ("4", "/v/4") "</table>");
  links = bookout_interpreter_read_index (fixture->interpreter, index, fixture->scope, NULL, &fixture->error);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (g_hash_table_size (links), ==, 4);
  g_assert_cmpstr (g_hash_table_lookup (links, "1"), ==, BASE "v/1");
  g_assert_cmpstr (g_hash_table_lookup (links, "2"), ==, "");
  g_assert_cmpstr (g_hash_table_lookup (links, "3"), ==, BASE "v/3");
  g_assert_cmpstr (g_hash_table_lookup (links, "4"), ==, "https://portal.example/v/4");
  assert_log (fixture, "GET list\nGET list?page=2 <list>\nGET list?page=3 <list?page=2>\n");
  index_free (index);
}

static void
index_fails (Fixture *fixture, BookoutPortalIndex *index, int code, const char *words)
{
  g_clear_error (&fixture->error);
  g_assert_null (
      bookout_interpreter_read_index (fixture->interpreter, index, fixture->scope, NULL, &fixture->error));
  g_assert_error (fixture->error, BOOKOUT_STEP_ERROR, code);
  if (words != NULL)
    g_assert_nonnull (strstr (fixture->error->message, words));
}

static void
test_index_errors (Fixture *fixture, gconstpointer data)
{
  BookoutPortalIndex *index = index_new (fixture, 2);
  static const struct
  {
    const char *first;
    const char *second;
    int code;
    const char *words;
  } cases[] = {
    { "<table>" ROW ("1", "a") NEXT ("list?page=2"), "<table>" ROW ("2", "b") NEXT ("list?page=3"),
      BOOKOUT_STEP_ERROR_UNEXPECTED, "more pages" },
    { "<table>" ROW ("1", "a") NEXT ("list"), NULL, BOOKOUT_STEP_ERROR_UNEXPECTED, "circle" },
    { "<table>" ROW ("1", "a") NEXT ("#"), NULL, BOOKOUT_STEP_ERROR_UNEXPECTED, "circle" },
    { "<table>" ROW ("1", "a") NEXT ("javascript:x"), NULL, BOOKOUT_STEP_ERROR_UNEXPECTED, "does not lead" },
    { "<table></table>", NULL, BOOKOUT_STEP_ERROR_UNEXPECTED, "no row" },
    { "<table>" ROW ("1", "javascript:x"), NULL, BOOKOUT_STEP_ERROR_UNEXPECTED, "no row" },
    { "<table>" ROW ("1", "a") NEXT ("list?page=2"), "<form id=login>", BOOKOUT_STEP_ERROR_SIGNED_OUT, NULL },
    { "<table>" ROW ("1", "a") NEXT ("list?page=2"), "", BOOKOUT_STEP_ERROR_UNEXPECTED, "no row" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_array_set_size (fixture->navigator->answers, 0);
      answer (fixture, "list", 200, cases[i].first);
      if (cases[i].second != NULL)
        answer (fixture, "list?page=2", 200, cases[i].second);
      index_fails (fixture, index, cases[i].code, cases[i].words);
    }
  bookout_template_free (index->link);
  index->link = template_of (".//a[", BOOKOUT_TEMPLATE_XPATH);
  index_fails (fixture, index, BOOKOUT_STEP_ERROR_UNEXPECTED, "XPath");
  index_free (index);
}

/* A navigator without a wait of its own. */
static void
test_default_wait (void)
{
  BookoutNavigatorInterface *iface = g_type_default_interface_ref (BOOKOUT_TYPE_NAVIGATOR);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (iface->wait (NULL, 1, cancellable, &error));
  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  g_assert_false (iface->wait (NULL, G_MAXUINT, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_type_default_interface_unref (iface);
}

static gpointer
cancel_thread (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_default_wait_cancelled (void)
{
  BookoutNavigatorInterface *iface = g_type_default_interface_ref (BOOKOUT_TYPE_NAVIGATOR);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_thread, cancellable);

  g_assert_false (iface->wait (NULL, G_MAXUINT, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  g_type_default_interface_unref (iface);
}

static BookoutPortal *
load_portal (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileIOStream) stream = NULL;
  g_autoptr (GFile) file = g_file_new_tmp ("bookout-test-XXXXXX.xml", &stream, &error);
  BookoutPortal *portal;

  g_assert_no_error (error);
  g_assert_true (
      g_file_replace_contents (file, description, strlen (description), NULL, FALSE, 0, NULL, NULL, &error));
  portal = bookout_portal_load (file, NULL, &error);
  g_file_delete (file, NULL, NULL);
  g_assert_no_error (error);
  return portal;
}

#define ADD(name, function) g_test_add ("/interpreter/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  int result;

  xmlInitParser ();
  g_test_init (&argc, &argv, NULL);
  shared_portal = load_portal ();

  ADD ("requests", test_requests);
  ADD ("secrets", test_secrets);
  ADD ("recognized", test_recognized);
  ADD ("statuses", test_statuses);
  ADD ("unexpected", test_unexpected);
  ADD ("without-page", test_without_page);
  ADD ("if-and-expect", test_if_and_expect);
  ADD ("extract", test_extract);
  ADD ("row", test_row);
  ADD ("row-not-found", test_row_not_found);
  ADD ("identity", test_identity);
  ADD ("save", test_save);
  ADD ("no-document", test_no_document);
  ADD ("poll", test_poll);
  ADD ("poll-not-ready", test_poll_not_ready);
  ADD ("poll-ends-on-page", test_poll_ends_on_page);
  ADD ("cancel", test_cancel);
  ADD ("other-errors", test_other_errors);
  ADD ("count", test_count);
  ADD ("index", test_index);
  ADD ("index-errors", test_index_errors);
  g_test_add_func ("/interpreter/default-wait", test_default_wait);
  g_test_add_func ("/interpreter/default-wait-cancelled", test_default_wait_cancelled);
  result = g_test_run ();
  g_assert_finalize_object (shared_portal);
  return result;
}
