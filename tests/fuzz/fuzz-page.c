/* fuzz-page.c - libFuzzer target: parsing a page, its text, XPath and a form
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Not part of the default build. With a build folder that has the sanitizers on (b_sanitize=address,undefined, CC=clang):
 *   clang -g -fsanitize=fuzzer,address,undefined -I. -Isrc/portal tests/fuzz/fuzz-page.c BUILD/src/portal/libbookout-portal.a \
 *     $(pkg-config --cflags --libs gio-2.0 libxml-2.0 json-glib-1.0) -o fuzz-page
 *   ./fuzz-page -max_len=65536 CORPUS tests/portal/fixtures/html
 */
#include <libxml/parser.h>

#include "bookout-form.h"
#include "bookout-page.h"

int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  xmlInitParser ();
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  g_autoptr (BookoutPage) page = bookout_page_new ("https://portal.example/app/", 200, NULL, body, FALSE);
  g_autoptr (BookoutRequest) request = bookout_form_submit (page, NULL, "//form", NULL, NULL, NULL);
  g_autofree char *link = bookout_page_dup_link (page, NULL, "//a", NULL);
  g_autofree char *address = link != NULL ? bookout_page_resolve (page, link, NULL) : NULL;
  g_autofree char *text = bookout_page_dup_string (page, NULL, "//td[normalize-space() = '1']", NULL);
  g_autofree char *json = bookout_page_dup_json (page, "$..url", NULL);

  if (!g_utf8_validate (bookout_page_get_text (page), -1, NULL) ||
      !g_utf8_validate (bookout_page_get_source (page), -1, NULL))
    g_error ("Text that is not UTF-8");
  return 0;
}
